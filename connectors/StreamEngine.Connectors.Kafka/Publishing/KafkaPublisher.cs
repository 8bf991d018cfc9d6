using StreamEngine.Core.Log;

namespace StreamEngine.Connectors.Kafka;

/// <summary>
/// Writes records to topics at a bounded rate, batch by batch, each in a transaction of its own, so that a batch that
/// failed can be sent again without doubling. For tools that feed topics; the worker has a producer of its own.
/// </summary>
public sealed class KafkaPublisher : IAsyncDisposable
{
    private const int MostRecords = 10_000;
    private const int MostBytes = 4 * 1024 * 1024;
    private const int Tries = 5;

    // A batch for each of that many moments of a second keeps a low rate smooth.
    private const double BatchesPerSecond = 20;

    private readonly ITransactionalProducer _producer;
    private readonly PublishOptions _options;
    private readonly int _records;
    private readonly long _started;

    private KafkaPublisher(ITransactionalProducer producer, PublishOptions options)
    {
        (_producer, _options) = (producer, options);
        _started = options.Clock.GetTimestamp();
        _records = options.RecordsPerSecond is { } rate
            ? (int)Math.Clamp(rate / BatchesPerSecond, 1, MostRecords) : MostRecords;
    }

    /// <summary>Where the next records go; full when <see cref="IsDue"/>.</summary>
    public AppendBatch Next { get; } = new(MostRecords, MostBytes);

    /// <summary>Whether the batch is to be sent before anything is added.</summary>
    public bool IsDue => Next.Count >= _records || Next.Bytes >= MostBytes;

    /// <summary>How many records are committed.</summary>
    public long Sent { get; private set; }

    /// <summary>Opens a publisher; its transactions are nobody else's.</summary>
    /// <param name="client">A client whose group and instance nobody else uses.</param>
    /// <param name="options">How fast, and how long to wait for brokers.</param>
    /// <exception cref="LogException">No broker answered in time, or it refused.</exception>
    public static async Task<KafkaPublisher> OpenAsync(ILogClient client, PublishOptions options)
    {
        var producer = client.CreateProducer(0);
        var publisher = new KafkaPublisher(producer, options);
        try
        {
            var result = await producer.InitAsync(options.Timeout).ConfigureAwait(false);
            return result.IsDone ? publisher : throw new LogException(result.Fault!);
        }
        catch
        {
            await producer.DisposeAsync().ConfigureAwait(false);
            throw;
        }
    }

    /// <summary>Waits for its turn, then sends and commits what <see cref="Next"/> holds, and empties it.</summary>
    /// <exception cref="LogException">It could not be sent; what was sent before is committed.</exception>
    /// <exception cref="OperationCanceledException">It was cancelled; nothing of the batch is visible.</exception>
    public async Task SendAsync(CancellationToken cancellationToken)
    {
        if (Next.Count == 0) return;
        await AwaitTurnAsync(cancellationToken).ConfigureAwait(false);
        for (var attempt = 1; ; attempt++)
        {
            var result = await TransactAsync().ConfigureAwait(false);
            if (result.IsDone) break;
            var isLost = result.Outcome is not (LogOutcome.Abortable or LogOutcome.Retriable);
            if (isLost || attempt == Tries || result.Fault?.Kind == LogFaultKind.RecordRefused) throw Failed(result);
            await Task.Delay(TimeSpan.FromSeconds(1), _options.Clock, cancellationToken).ConfigureAwait(false);
        }

        Sent += Next.Count;
        Next.Clear();
    }

    /// <inheritdoc/>
    public ValueTask DisposeAsync() => _producer.DisposeAsync();

    private async Task AwaitTurnAsync(CancellationToken cancellationToken)
    {
        cancellationToken.ThrowIfCancellationRequested();
        if (_options.RecordsPerSecond is not { } rate) return;
        var due = TimeSpan.FromSeconds((Sent + Next.Count) / rate);
        var early = due - _options.Clock.GetElapsedTime(_started);
        if (early > TimeSpan.Zero) await Task.Delay(early, _options.Clock, cancellationToken).ConfigureAwait(false);
    }

    private async Task<LogResult> TransactAsync()
    {
        var result = await _producer.BeginAsync().ConfigureAwait(false);
        if (!result.IsDone) return result;
        result = await _producer.AppendAsync(Next, _options.Timeout).ConfigureAwait(false);
        if (result.IsDone) result = await _producer.CommitAsync(_options.Timeout).ConfigureAwait(false);
        if (result.Outcome is not (LogOutcome.Abortable or LogOutcome.Retriable)) return result;
        var aborted = await _producer.AbortAsync(_options.Timeout).ConfigureAwait(false);
        return aborted.IsDone ? result : aborted;
    }

    private LogException Failed(LogResult result)
    {
        var fault = result.Fault ?? new LogFault(LogFaultKind.Other, 0, "the transaction failed");
        var next = result.Outcome == LogOutcome.Unknown
            ? $"it is not known whether the next {Next.Count} are"
            : $"the next {Next.Count} are not";
        return new LogException(fault with { Message = $"{fault.Message}; {Sent} records are committed, {next}." });
    }
}

/// <summary>How records are published.</summary>
public sealed record PublishOptions
{
    /// <summary>The most records a second, above 0; null: as fast as the brokers take them.</summary>
    public double? RecordsPerSecond { get; init; }

    /// <summary>How long one step may take, such as finding the brokers.</summary>
    public TimeSpan Timeout { get; init; } = TimeSpan.FromSeconds(30);

    /// <summary>The clock that the rate goes by.</summary>
    public required TimeProvider Clock { get; init; }
}
