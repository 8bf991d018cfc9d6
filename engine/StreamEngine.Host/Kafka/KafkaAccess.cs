using System.Runtime.CompilerServices;
using StreamEngine.Connectors.Kafka;
using StreamEngine.Core.Log;
using StreamEngine.Host.Commands;

namespace StreamEngine.Host.Kafka;

/// <summary>A Kafka client for a command: what goes wrong becomes a line that says where and what to do.</summary>
internal sealed class KafkaAccess : IAsyncDisposable
{
    private const int RecordsPerRead = 10_000;
    private static readonly TimeSpan ReadWait = TimeSpan.FromSeconds(1);

    private readonly KafkaSettings _settings;
    private readonly KafkaVoice _voice = new();

    /// <summary>Makes a client; it connects when first used.</summary>
    /// <param name="settings">The connector's settings.</param>
    /// <param name="open">Opens the log; null: Kafka's.</param>
    public KafkaAccess(KafkaSettings settings, Func<KafkaSettings, Action<KafkaLogLine>, ILogClient>? open = null)
    {
        _settings = settings;
        Client = open is null ? new KafkaLogClient(settings, _voice.Hear) : open(settings, _voice.Hear);
    }

    /// <summary>The client.</summary>
    public ILogClient Client { get; }

    /// <summary>The value of an answer.</summary>
    /// <exception cref="CommandFailedException">There is none.</exception>
    public T Require<T>(LogAnswer<T> answer) => answer.Fault is { } fault ? throw Failed(fault) : answer.Value!;

    /// <summary>The fault as the command's end.</summary>
    public CommandFailedException Failed(LogFault fault) => new(Explain(_settings.BootstrapServers, fault, _voice));

    /// <summary>Reads every committed record that a partition holds now, in order.</summary>
    /// <param name="partition">The partition.</param>
    /// <param name="take">Takes a batch and the number of a record in it.</param>
    /// <param name="cancellationToken">Ends it between two batches.</param>
    /// <exception cref="CommandFailedException">It cannot be read.</exception>
    public async Task ReadAsync(
        LogPartition partition, Action<LogBatch, int> take, CancellationToken cancellationToken)
    {
        var end = (await EndsAsync([partition]).ConfigureAwait(false))[0];
        await foreach (var batch in BatchesAsync(end, cancellationToken).ConfigureAwait(false))
            for (var i = 0; i < batch.Count; i++) take(batch, i);
    }

    /// <summary>How many partitions a topic has.</summary>
    /// <exception cref="CommandFailedException">There is no such topic.</exception>
    public async Task<int> PartitionsAsync(string topic) => Require(
        await Client.Topics.DescribeAsync([topic], Limits.BrokerTimeout).ConfigureAwait(false))[0]?.Partitions
        ?? throw new CommandFailedException($"There is no topic {topic}. 'streamengine topics create' creates it.");

    /// <summary>Where the committed records of partitions end now.</summary>
    /// <exception cref="CommandFailedException">No answer.</exception>
    public async Task<IReadOnlyList<LogPosition>> EndsAsync(IReadOnlyList<LogPartition> partitions) => Require(
        await Client.Offsets.EndAsync(partitions, LogEnd.Stable, Limits.BrokerTimeout).ConfigureAwait(false));

    /// <summary>Reads the committed records of a partition before an offset; a batch is valid until the next.</summary>
    /// <param name="end">Where to end, at most the last stable offset.</param>
    /// <param name="cancellationToken">Ends it between two batches.</param>
    /// <exception cref="CommandFailedException">It cannot be read.</exception>
    public async IAsyncEnumerable<LogBatch> BatchesAsync(
        LogPosition end, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        var start = Require(await Client.Offsets.StartAsync([end.Partition], Limits.BrokerTimeout)
            .ConfigureAwait(false))[0].Offset;
        var reader = Client.CreateReader();
        await using var _ = reader.ConfigureAwait(false);
        await reader.OpenAsync(end.Partition, start, Math.Max(start, end.Offset)).ConfigureAwait(false);
        var batch = new LogBatch();
        ReadResult result;
        do
        {
            cancellationToken.ThrowIfCancellationRequested();
            result = await reader.ReadAsync(batch, RecordsPerRead, ReadWait).ConfigureAwait(false);
            if (result.Fault is { } fault && (fault.IsFatal || fault.Partition is not null)) throw Failed(fault);
            if (batch.Count > 0) yield return batch;
        }
        while (!result.IsComplete);
    }

    /// <summary>A fault in a line for people: where, what, and what the client complained of last.</summary>
    public static string Explain(string bootstrap, LogFault fault, KafkaVoice voice) => voice.Explain(fault.Kind switch
    {
        LogFaultKind.Unreachable =>
            $"No Kafka broker answers at {bootstrap} (Kafka:BootstrapServers): {fault.Message}",
        LogFaultKind.Unauthorized => $"Kafka at {bootstrap} refuses access (Kafka:Common): {fault.Message}",
        _ => $"Kafka at {bootstrap}: {fault.Message}",
    });

    /// <inheritdoc/>
    public ValueTask DisposeAsync() => Client.DisposeAsync();
}
