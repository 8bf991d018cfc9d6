using StreamEngine.Connectors.Kafka;
using StreamEngine.Core.Log;
using StreamEngine.Host.Commands;
using StreamEngine.Host.Configuration;
using StreamEngine.Host.Hosting;
using StreamEngine.Host.Kafka;
using StreamEngine.Runtime.Journal;

namespace StreamEngine.Host.States;

/// <summary>What is stored of a task, and how much.</summary>
/// <param name="Task">The partition number.</param>
/// <param name="Committed">The group's offset of each input; -1 where nothing was committed.</param>
/// <param name="Journal">Entries in the journal.</param>
/// <param name="Customers">Live records of the changelog.</param>
/// <param name="Bytes">Bytes of them.</param>
/// <param name="Accepted">The divergences that were accepted and that the journal still holds, oldest first.</param>
public sealed record TaskStored(
    int Task, IReadOnlyList<LogPosition> Committed, long Journal, long Customers, long Bytes,
    IReadOnlyList<AcceptedDivergence> Accepted);

/// <summary>Looks at what the tasks have stored in Kafka, and lets them start over.</summary>
internal sealed class TaskLogs(HostSettings settings, KafkaAccess kafka)
{
    private readonly List<string> _inputs = [.. InputTopics.NamesOf(settings.Topics).Values];

    /// <summary>The same for the tasks that merge figures.</summary>
    /// <param name="settings">The worker's settings.</param>
    /// <param name="kafka">A client in the group of that stage.</param>
    public static TaskLogs OfMerge(HostSettings settings, KafkaAccess kafka) => new(
        settings with
        {
            Kafka = MergeStage.KafkaOf(settings),
            Topics = settings.Topics with
            {
                Journal = settings.Topics.KpiJournal,
                Changelog = settings.Topics.KpiChangelog,
            },
        },
        kafka, [settings.Topics.KpiPartials]);

    private TaskLogs(HostSettings settings, KafkaAccess kafka, List<string> inputs)
        : this(settings, kafka) => _inputs = inputs;

    /// <summary>What is stored of a task.</summary>
    public async Task<TaskStored> ReadAsync(int task, CancellationToken cancellationToken)
    {
        var inputs = _inputs.ConvertAll(topic => new LogPartition(topic, task));
        var committed = kafka.Require(await kafka.Client.Offsets.CommittedAsync(inputs, Limits.BrokerTimeout)
            .ConfigureAwait(false));
        var entries = 0L;
        var accepted = new List<AcceptedDivergence>();
        await kafka.ReadAsync(new LogPartition(settings.Topics.Journal, task), (batch, index) =>
        {
            var record = batch.Value(batch[index]);
            if (AcceptedDivergence.Is(record)) accepted.Add(AcceptedDivergence.Read(record));
            else entries++;
        }, cancellationToken).ConfigureAwait(false);
        var live = await LiveKeysAsync(task, cancellationToken).ConfigureAwait(false);
        return new TaskStored(task, committed, entries, live.Count, live.Values.Sum(), accepted);
    }

    /// <summary>
    /// Lets a task start over: its offsets are forgotten, its journal is emptied, its state taken back by tombstones.
    /// </summary>
    public async Task ResetAsync(int task, CancellationToken cancellationToken)
    {
        var logs = new KafkaTaskLogs(settings.Kafka, static _ => { });
        await using var _ = logs.ConfigureAwait(false);
        var members = kafka.Require(await logs.MembersAsync(Limits.BrokerTimeout).ConfigureAwait(false));
        if (members > 0)
            throw new CommandFailedException(
                $"Group {settings.Kafka.GroupId} has {members} member(s): stop every worker first.");
        var live = await LiveKeysAsync(task, cancellationToken).ConfigureAwait(false);
        await BuryAsync(new LogPartition(settings.Topics.Changelog, task), live.Keys, cancellationToken)
            .ConfigureAwait(false);
        var journal = kafka.Require(await kafka.Client.Offsets.EndAsync(
            [new LogPartition(settings.Topics.Journal, task)], LogEnd.Stable, Limits.BrokerTimeout)
            .ConfigureAwait(false));
        Check(await logs.DeleteBeforeAsync(journal, Limits.BrokerTimeout).ConfigureAwait(false));
        // Last: until they are gone, a worker that starts refuses what is half done.
        Check(await logs.ForgetOffsetsAsync(_inputs.ConvertAll(topic => new LogPartition(topic, task)),
            Limits.BrokerTimeout).ConfigureAwait(false));
    }

    private void Check(LogFault? fault)
    {
        if (fault is not null) throw kafka.Failed(fault);
    }

    private async Task BuryAsync(
        LogPartition changelog, IEnumerable<ReadOnlyMemory<byte>> keys, CancellationToken cancellationToken)
    {
        var own = settings.Kafka with
        {
            GroupId = $"{settings.Kafka.GroupId}-reset",
            InstanceId = Guid.NewGuid().ToString("n"),
        };
        var client = new KafkaLogClient(own, static _ => { });
        await using var _ = client.ConfigureAwait(false);
        var publisher = await KafkaPublisher.OpenAsync(
            client, new PublishOptions { Clock = TimeProvider.System, Timeout = Limits.BrokerTimeout })
            .ConfigureAwait(false);
        await using var __ = publisher.ConfigureAwait(false);
        // What completes the snapshot goes first and customers go last: until none is left, a worker refuses the rest.
        foreach (var key in keys.OrderByDescending(static key => key, Comparer<ReadOnlyMemory<byte>>.Create(
            static (a, b) => a.Span.SequenceCompareTo(b.Span))))
        {
            if (publisher.IsDue) await publisher.SendAsync(cancellationToken).ConfigureAwait(false);
            publisher.Next.Add(changelog, AppendBatch.Now, key.Span, default, NullParts.Value);
        }

        await publisher.SendAsync(cancellationToken).ConfigureAwait(false);
    }

    private async Task<Dictionary<ReadOnlyMemory<byte>, long>> LiveKeysAsync(
        int task, CancellationToken cancellationToken)
    {
        var live = new Dictionary<ReadOnlyMemory<byte>, long>(BytesComparer.Instance);
        await kafka.ReadAsync(new LogPartition(settings.Topics.Changelog, task), (batch, index) =>
        {
            ref readonly var record = ref batch[index];
            var key = batch.Key(record);
            if (record.IsValueNull || record.ValueLength == 0) live.Remove(key.ToArray());
            else live[key.ToArray()] = key.Length + record.ValueLength;
        }, cancellationToken).ConfigureAwait(false);
        return live;
    }

    private sealed class BytesComparer : IEqualityComparer<ReadOnlyMemory<byte>>
    {
        public static readonly BytesComparer Instance = new();

        public bool Equals(ReadOnlyMemory<byte> x, ReadOnlyMemory<byte> y) => x.Span.SequenceEqual(y.Span);

        public int GetHashCode(ReadOnlyMemory<byte> bytes) => Core.Hashing.Hash128.Of(bytes.Span).GetHashCode();
    }
}
