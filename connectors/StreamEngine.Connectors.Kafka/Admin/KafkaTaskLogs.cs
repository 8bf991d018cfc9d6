using Confluent.Kafka;
using Confluent.Kafka.Admin;
using StreamEngine.Core.Log;

namespace StreamEngine.Connectors.Kafka;

/// <summary>
/// What is asked of Kafka only by people who start tasks over: forgetting a group's offsets, and emptying partitions.
/// Never while the group has members.
/// </summary>
public sealed class KafkaTaskLogs : IAsyncDisposable
{
    private readonly string _group;
    private readonly AskingClient _asking;

    /// <summary>Connects when first used.</summary>
    /// <param name="settings">The settings; their group is the one that is spoken of.</param>
    /// <param name="log">Takes what librdkafka has to say.</param>
    public KafkaTaskLogs(KafkaSettings settings, Action<KafkaLogLine> log)
    {
        _group = settings.GroupId;
        _asking = new AskingClient(settings, log);
    }

    /// <summary>How many members the group has; 0 where there is no such group.</summary>
    public async ValueTask<LogAnswer<int>> MembersAsync(TimeSpan timeout)
    {
        try
        {
            var result = await _asking.Admin.DescribeConsumerGroupsAsync([_group],
                new DescribeConsumerGroupsOptions { RequestTimeout = timeout }).ConfigureAwait(false);
            return LogAnswer<int>.Of(result.ConsumerGroupDescriptions[0].Members.Count);
        }
        catch (DescribeConsumerGroupsException e)
        {
            var error = e.Results.ConsumerGroupDescriptions[0].Error;
            return error.Code == ErrorCode.GroupIdNotFound
                ? LogAnswer<int>.Of(0) : LogAnswer<int>.Not(Faults.Of(error));
        }
        catch (KafkaException e)
        {
            return LogAnswer<int>.Not(Faults.Of(e.Error));
        }
    }

    /// <summary>Forgets the group's offsets of those partitions.</summary>
    public async ValueTask<LogFault?> ForgetOffsetsAsync(IReadOnlyList<LogPartition> partitions, TimeSpan timeout)
    {
        try
        {
            await _asking.Admin.DeleteConsumerGroupOffsetsAsync(_group, partitions.Select(Native),
                new DeleteConsumerGroupOffsetsOptions { RequestTimeout = timeout }).ConfigureAwait(false);
            return null;
        }
        catch (DeleteConsumerGroupOffsetsException e)
        {
            var failed = e.Result.Partitions.Select(static p => p.Error).Append(e.Result.Error)
                .FirstOrDefault(static error => error is { IsError: true });
            return failed is null || IsNothingThere(failed) ? null : Faults.Of(failed);
        }
        catch (KafkaException e)
        {
            return IsNothingThere(e.Error) ? null : Faults.Of(e.Error);
        }
    }

    /// <summary>Deletes every record before those positions. Not of compacted topics.</summary>
    public async ValueTask<LogFault?> DeleteBeforeAsync(IReadOnlyList<LogPosition> positions, TimeSpan timeout)
    {
        var offsets = positions.Select(static p => new TopicPartitionOffset(Native(p.Partition), new Offset(p.Offset)));
        try
        {
            await _asking.Admin.DeleteRecordsAsync(offsets, new DeleteRecordsOptions { RequestTimeout = timeout })
                .ConfigureAwait(false);
            return null;
        }
        catch (DeleteRecordsException e)
        {
            return Faults.Of(e.Results.Select(static r => r.Error).First(static error => error.IsError));
        }
        catch (KafkaException e)
        {
            return Faults.Of(e.Error);
        }
    }

    /// <inheritdoc/>
    public async ValueTask DisposeAsync() => await Task.Run(_asking.Dispose).ConfigureAwait(false);

    private static bool IsNothingThere(Error error) =>
        error.Code is ErrorCode.GroupIdNotFound or ErrorCode.UnknownTopicOrPart;

    private static TopicPartition Native(LogPartition partition) =>
        new(partition.Topic, new Partition(partition.Number));
}
