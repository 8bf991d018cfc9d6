using Confluent.Kafka;
using Confluent.Kafka.Admin;
using StreamEngine.Core.Log;

namespace StreamEngine.Connectors.Kafka;

/// <summary>Offsets of partitions and of the group, asked by admin requests.</summary>
internal sealed class KafkaOffsets(AskingClient asking, string groupId) : ILogOffsets
{
    public ValueTask<LogAnswer<IReadOnlyList<LogPosition>>> StartAsync(
        IReadOnlyList<LogPartition> partitions, TimeSpan timeout) =>
        ListAsync(partitions, OffsetSpec.Earliest(), IsolationLevel.ReadUncommitted, timeout);

    public ValueTask<LogAnswer<IReadOnlyList<LogPosition>>> EndAsync(
        IReadOnlyList<LogPartition> partitions, LogEnd end, TimeSpan timeout) =>
        ListAsync(partitions, OffsetSpec.Latest(),
        end == LogEnd.Stable ? IsolationLevel.ReadCommitted : IsolationLevel.ReadUncommitted, timeout);

    public ValueTask<LogAnswer<IReadOnlyList<LogPosition>>> AtTimeAsync(
        IReadOnlyList<LogPartition> partitions, long timestamp, TimeSpan timeout) =>
        ListAsync(partitions, OffsetSpec.ForTimestamp(timestamp), IsolationLevel.ReadCommitted, timeout);

    public ValueTask<LogAnswer<IReadOnlyList<LogPosition>>> CommittedAsync(
        IReadOnlyList<LogPartition> partitions, TimeSpan timeout) =>
        AskAsync(partitions, timeout, (handle, limit) => FetchAsync(handle, partitions, limit));

    public async ValueTask<LogFault?> SetCommittedAsync(IReadOnlyList<LogPosition> positions, TimeSpan timeout)
    {
        if (positions.Count == 0) return null;
        var offsets = positions.Select(static p => new TopicPartitionOffset(
            p.Partition.Topic, new Partition(p.Partition.Number), new Offset(p.Offset))).ToList();
        try
        {
            await asking.Admin.AlterConsumerGroupOffsetsAsync(
                [new ConsumerGroupTopicPartitionOffsets(groupId, offsets)],
                new AlterConsumerGroupOffsetsOptions { RequestTimeout = timeout }).ConfigureAwait(false);
            return null;
        }
        catch (AlterConsumerGroupOffsetsException e)
        {
            var error = e.Results.Select(static r => r.Error).Concat(
                e.Results.SelectMany(static r => r.Partitions ?? []).Select(static p => p.Error))
                    .First(static r => r.IsError);
            return Faults.Of(error);
        }
        catch (KafkaException e)
        {
            return Faults.Of(e.Error);
        }
    }

    private ValueTask<LogAnswer<IReadOnlyList<LogPosition>>> ListAsync(
        IReadOnlyList<LogPartition> partitions, OffsetSpec spec, IsolationLevel isolation, TimeSpan timeout) =>
        AskAsync(partitions, timeout, (handle, limit) => ListAsync(handle, partitions, spec, isolation, limit));

    /// <summary>Asks again while brokers are away or leaders change, until the time is over.</summary>
    private async ValueTask<LogAnswer<IReadOnlyList<LogPosition>>> AskAsync(
        IReadOnlyList<LogPartition> partitions, TimeSpan timeout,
        Func<AskingHandle, TimeSpan, ValueTask<LogAnswer<IReadOnlyList<LogPosition>>>> ask)
    {
        if (partitions.Count == 0) return Answer([]);
        var deadline = Environment.TickCount64 + (long)timeout.TotalMilliseconds;
        while (true)
        {
            var handle = asking.Current;
            var answer = await ask(handle, timeout / Limits.TriesOfQuestion).ConfigureAwait(false);
            if (!handle.Answers(answer.Fault)) asking.Renew(handle);
            if (answer.Fault is not { Kind: LogFaultKind.Unreachable } || Environment.TickCount64 >= deadline)
                return answer;
            await Task.Delay(Limits.RetryPause).ConfigureAwait(false);
        }
    }

    private static async ValueTask<LogAnswer<IReadOnlyList<LogPosition>>> ListAsync(
        AskingHandle handle, IReadOnlyList<LogPartition> partitions, OffsetSpec spec, IsolationLevel isolation,
        TimeSpan timeout)
    {
        var asked = partitions.Select(p => new TopicPartitionOffsetSpec
        {
            TopicPartition = new TopicPartition(p.Topic, new Partition(p.Number)), OffsetSpec = spec,
        });
        try
        {
            var result = await handle.Admin.ListOffsetsAsync(asked,
                new ListOffsetsOptions { RequestTimeout = timeout, IsolationLevel = isolation })
                .WaitAsync(timeout + Limits.OverdueCall).ConfigureAwait(false);
            return InOrder(partitions, result.ResultInfos.Select(static r => r.TopicPartitionOffsetError));
        }
        catch (TimeoutException)
        {
            return LogAnswer<IReadOnlyList<LogPosition>>.Not(Faults.Of(new Error(ErrorCode.Local_TimedOut)));
        }
        catch (ListOffsetsException e)
        {
            return InOrder(partitions, e.Result.ResultInfos.Select(static r => r.TopicPartitionOffsetError));
        }
        catch (KafkaException e)
        {
            return LogAnswer<IReadOnlyList<LogPosition>>.Not(Faults.Of(e.Error));
        }
    }

    private static async ValueTask<LogAnswer<IReadOnlyList<LogPosition>>> FetchAsync(
        AskingHandle handle, IReadOnlyList<LogPartition> partitions, TimeSpan timeout)
    {
        var asked = partitions.Select(static p => new TopicPartition(p.Topic, new Partition(p.Number))).ToList();
        try
        {
            var results = await Task.Run(() => handle.Committed(asked, timeout))
                .WaitAsync(timeout + Limits.OverdueCall).ConfigureAwait(false);
            return InOrder(partitions, results);
        }
        catch (TimeoutException)
        {
            return LogAnswer<IReadOnlyList<LogPosition>>.Not(Faults.Of(new Error(ErrorCode.Local_TimedOut)));
        }
        catch (KafkaException e)
        {
            // A group that never committed need not exist yet.
            return e.Error.Code == ErrorCode.GroupIdNotFound
                ? Answer([.. partitions.Select(static p => new LogPosition(p, LogPosition.None))])
                : LogAnswer<IReadOnlyList<LogPosition>>.Not(Faults.Of(e.Error));
        }
    }

    private static LogAnswer<IReadOnlyList<LogPosition>> InOrder(
        IReadOnlyList<LogPartition> partitions, IEnumerable<TopicPartitionOffsetError> results)
    {
        var found = new Dictionary<LogPartition, long>();
        foreach (var result in results)
        {
            var partition = new LogPartition(result.Topic, result.Partition.Value);
            if (result.Error is { IsError: true })
                return LogAnswer<IReadOnlyList<LogPosition>>.Not(Faults.Of(result.Error, partition));
            found[partition] = result.Offset.Value < 0 ? LogPosition.None : result.Offset.Value;
        }
        var missing = partitions.FirstOrDefault(p => !found.ContainsKey(p));
        return missing.Topic is null
            ? Answer([.. partitions.Select(p => new LogPosition(p, found[p]))])
            : LogAnswer<IReadOnlyList<LogPosition>>.Not(
                new LogFault(
                    LogFaultKind.Other, 0, "The broker left a partition out of its answer.")
                { Partition = missing });
    }

    private static LogAnswer<IReadOnlyList<LogPosition>> Answer(IReadOnlyList<LogPosition> positions) =>
        LogAnswer<IReadOnlyList<LogPosition>>.Of(positions);
}
