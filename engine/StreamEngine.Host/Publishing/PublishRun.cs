using StreamEngine.Connectors.Files;
using StreamEngine.Connectors.Files.Sources;
using StreamEngine.Connectors.Kafka;
using StreamEngine.Core.Log;
using StreamEngine.Core.Time;
using StreamEngine.Host.Commands;
using StreamEngine.Host.Kafka;
using StreamEngine.Host.Registry;
using StreamEngine.Host.Replay;
using StreamEngine.Schemas.Events;

namespace StreamEngine.Host.Publishing;

/// <summary>Files to topics: each event goes, with the customer as its key, to the topic of its type.</summary>
/// <param name="plan">What to do.</param>
/// <param name="clock">The wall clock: for the rate, and for what "now" and "the future" are.</param>
public sealed class PublishRun(PublishPlan plan, TimeProvider clock)
{
    private readonly Dictionary<string, long> _sent = new(StringComparer.Ordinal);
    private readonly SortedDictionary<string, long> _refused = new(StringComparer.Ordinal);
    private readonly SortedDictionary<string, long> _filtered = new(StringComparer.Ordinal);

    /// <summary>Opens the log: Kafka's, or that of an embedded broker.</summary>
    public Func<KafkaSettings, Action<KafkaLogLine>, ILogClient> OpenLog { get; init; } =
        static (settings, log) => new KafkaLogClient(settings, log);

    /// <summary>Publishes everything.</summary>
    /// <exception cref="UsageException">A drain would have to move time into the future.</exception>
    /// <exception cref="CommandFailedException">Brokers, topics or the registry do not allow it.</exception>
    public async Task<PublishResult> RunAsync(IReplayProgress progress, CancellationToken cancellationToken)
    {
        var settings = plan.Settings;
        var last = plan.Drain || plan.ShiftToNow
            ? await LastTimeAsync(progress, cancellationToken).ConfigureAwait(false) : null;
        var shift = plan.ShiftToNow && last is { } latest ? Now - latest : 0;
        last = last is { } unshifted ? EventTime.Plus(unshifted, shift) : null;
        var drainTo = plan.Drain && last is { } end ? DrainTime.After(end, plan.Policy, settings.Time) : (long?)null;
        if (drainTo is { } target) CheckFuture(target);

        var kafka = new KafkaAccess(Own(settings.Kafka), OpenLog);
        await using var _ = kafka.ConfigureAwait(false);
        var topics = await InputTopics.FindAsync(kafka, settings.Topics, Limits.BrokerTimeout).ConfigureAwait(false);
        using var registry = settings.Registry is { } where ? new SchemaRegistryClient(where) : null;
        var headers = await MessageHeaders.FindAsync(
            registry, MessageHeaders.Inputs(settings.Topics), cancellationToken).ConfigureAwait(false);
        try
        {
            var started = clock.GetTimestamp();
            var publisher = await KafkaPublisher.OpenAsync(kafka.Client, Options).ConfigureAwait(false);
            await using var __ = publisher.ConfigureAwait(false);
            var passage = new EventPassage(headers);
            var failure = await SendAllAsync(publisher, topics, passage, shift, progress, cancellationToken)
                .ConfigureAwait(false);
            if (drainTo is { } time)
            {
                AddHeartbeats(publisher.Next, topics, time);
                await publisher.SendAsync(cancellationToken).ConfigureAwait(false);
            }

            return new PublishResult
            {
                Sent = _sent, Refused = _refused, Filtered = _filtered, Last = last, DrainedTo = drainTo,
                Heartbeats = drainTo is null ? 0 : topics.Names.Count * topics.Partitions,
                Wall = clock.GetElapsedTime(started), Failure = failure,
            };
        }
        catch (LogException exception)
        {
            throw kafka.Failed(exception.Fault);
        }
    }

    private long Now => clock.GetUtcNow().ToUnixTimeMilliseconds();

    private PublishOptions Options => new()
    {
        RecordsPerSecond = plan.Rate, Timeout = Limits.BrokerTimeout, Clock = clock,
    };

    // Transactions of the worker must not be fenced by those of a publisher, nor publishers by each other.
    private static KafkaSettings Own(KafkaSettings settings) => settings with
    {
        GroupId = $"{settings.GroupId}-publish",
        InstanceId = Guid.NewGuid().ToString("n"),
    };

    private void CheckFuture(long target)
    {
        var firstPossible = EventTime.Plus(target, -plan.Settings.Time.MaxFutureMs);
        if (firstPossible <= Now) return;
        throw new UsageException($"--drain: time would have to move to {EventTime.Format(target)}, past the last "
            + "deadline, and no event may lie in the future. The first possible date is "
            + $"{EventTime.Format(firstPossible)}. Nothing was published.");
    }

    private async Task<long?> LastTimeAsync(IReplayProgress progress, CancellationToken cancellationToken)
    {
        var passage = new EventPassage(MessageHeaders.SingleObject);
        long? last = null;
        await ReadAsync(batch =>
        {
            for (var i = 0; i < batch.Records.Count; i++)
            {
                ref readonly var record = ref batch.Records[i];
                var time = passage.TimeOf((EventTopic)record.Input, batch.Records.Value(record));
                if (time is { } known && known > (last ?? EventTime.Min)) last = known;
            }

            progress.Report(batch.BytesRead, batch.BytesTotal, 0);
            return ValueTask.CompletedTask;
        }, cancellationToken).ConfigureAwait(false);
        return last;
    }

    private async Task<string?> SendAllAsync(
        KafkaPublisher publisher, InputTopics topics, EventPassage passage, long shift, IReplayProgress progress,
        CancellationToken cancellationToken)
    {
        foreach (var name in topics.Names.Values) _sent[name] = 0;
        var failure = await ReadAsync(async batch =>
        {
            foreach (var reject in batch.Rejects) Count(_refused, reject.Reason.Name(), reject.Weight);
            foreach (var rows in batch.Filtered) Count(_filtered, rows.Reason, rows.Weight);
            for (var i = 0; i < batch.Records.Count; i++)
            {
                if (publisher.IsDue) await publisher.SendAsync(cancellationToken).ConfigureAwait(false);
                Add(batch, i, publisher.Next, topics, passage, shift);
            }

            progress.Report(batch.BytesRead, batch.BytesTotal, publisher.Sent);
        }, cancellationToken).ConfigureAwait(false);
        await publisher.SendAsync(cancellationToken).ConfigureAwait(false);
        return failure;
    }

    private void Add(FileBatch batch, int index, AppendBatch into, InputTopics topics, EventPassage passage, long shift)
    {
        ref readonly var record = ref batch.Records[index];
        var topic = (EventTopic)record.Input;
        if (!topics.Names.TryGetValue(topic, out var name))
            throw new CommandFailedException(
                $"There are events for a topic that has no name: Kafka:Topics:{topic} is empty.");
        var message = passage.Message(topic, batch.Records.Value(record), shift);
        if (message.IsEmpty)
        {
            Count(_refused, "malformed", record.Weight);
            return;
        }

        var key = batch.Records.Key(record);
        // An event without a usable id has no key: it is dead-lettered wherever it arrives.
        into.Add(new LogPartition(name, AppendBatch.ByKey), AppendBatch.Now, key, message,
            key.IsEmpty ? NullParts.Key : NullParts.None);
        _sent[name]++;
    }

    private static void AddHeartbeats(AppendBatch batch, InputTopics topics, long time)
    {
        var headers = new HeaderWriter();
        foreach (var name in topics.Names.Values)
            for (var partition = 0; partition < topics.Partitions; partition++)
                HeartbeatRecord.Append(batch, new LogPartition(name, partition), time, headers);
    }

    private async Task<string?> ReadAsync(Func<FileBatch, ValueTask> take, CancellationToken cancellationToken)
    {
        try
        {
            using var source = FileSource.Open(plan.Inputs);
            var ahead = new ReadAhead(source);
            await using var _ = ahead.ConfigureAwait(false);
            await foreach (var batch in ahead.BatchesAsync(cancellationToken).ConfigureAwait(false))
                await take(batch).ConfigureAwait(false);
            return null;
        }
        catch (FileSourceException exception)
        {
            return exception.Message;
        }
    }

    private static void Count(SortedDictionary<string, long> counts, string reason, long weight) =>
        counts[reason] = counts.GetValueOrDefault(reason) + weight;
}
