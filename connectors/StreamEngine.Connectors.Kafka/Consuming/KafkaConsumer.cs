using Confluent.Kafka;
using StreamEngine.Core.Log;

namespace StreamEngine.Connectors.Kafka;

/// <summary>A member of the group, driven by a thread of its own.</summary>
internal sealed class KafkaConsumer : ILogConsumer
{
    private readonly IConsumer<byte[], byte[]> _consumer;
    private readonly IRecordFetcher _fetcher;
    private readonly Mailbox _mailbox = new();
    private readonly ConsumerThread _thread;
    private bool _isStopped;

    public KafkaConsumer(KafkaSettings settings, IReadOnlyList<string> topics, int slot, Action<KafkaLogLine> log)
    {
        var faults = new FaultLog();
        var assignment = new Assignment(faults);
        var handlers = new GroupHandlers(assignment, faults, groupEvent => _thread!.Raise(groupEvent));
        _consumer = new ConsumerBuilder<byte[], byte[]>(ClientProperties.Consumer(settings, slot))
            .SetPartitionsAssignedHandler((_, partitions) => handlers.Assigned(partitions))
            .SetPartitionsRevokedHandler((_, partitions) => handlers.Revoked(partitions))
            .SetPartitionsLostHandler((_, partitions) => handlers.Lost(partitions))
            .SetErrorHandler((_, error) => faults.Add(Faults.Of(error)))
            .SetLogHandler((_, line) => log(KafkaLogLine.Of(line)))
            .Build();
        try
        {
            _fetcher = settings.RecordPath == RecordPath.Batch
                ? new BatchFetcher(_consumer)
                : new SupportedFetcher(_consumer);
            _thread = new ConsumerThread(_consumer, _fetcher, _mailbox, assignment, faults, handlers);
            _consumer.Subscribe(topics);
        }
        catch
        {
            _fetcher?.Dispose();
            NativeClient.Close(_consumer);
            throw;
        }
        new Thread(_thread.Run) { IsBackground = true, Name = $"kafka-consumer-{slot}" }.Start();
    }

    public async ValueTask<PollResult> PollAsync(PolledRecords into, int maxRecords, TimeSpan wait)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(maxRecords, 1);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(maxRecords, LogLimits.RecordsPerPoll);
        return await AskAsync(new PollCommand(into, maxRecords, wait)).ConfigureAwait(false);
    }

    public async ValueTask AcknowledgeAsync(GroupEvent groupEvent, IReadOnlyList<LogPosition> start) =>
        await AskAsync(new AcknowledgeCommand(groupEvent, start)).ConfigureAwait(false);

    public async ValueTask PauseAsync(IReadOnlyList<LogPartition> partitions) => await AskAsync(new CallCommand(() =>
    {
        var cursors = Cursors(partitions);
        _consumer.Pause(cursors.Select(static c => Native(c.Partition)));
        foreach (var cursor in cursors) cursor.IsPaused = true;
        return null;
    })).ConfigureAwait(false);

    public async ValueTask<LogFault?> ResumeAsync(IReadOnlyList<LogPartition> partitions) =>
        await AskAsync(new CallCommand(() =>
        {
            foreach (var cursor in Cursors(partitions).FindAll(static c => c.IsPaused))
            {
                // librdkafka would go on after the last record that it handed over, delivered by us or not.
                if (Seek(cursor, cursor.Position, Limits.SeekTimeout) is { } failed) return failed;
                cursor.IsPaused = false;
                _consumer.Resume([Native(cursor.Partition)]);
            }
            return null;
        })).ConfigureAwait(false);

    public async ValueTask<LogFault?> SeekAsync(IReadOnlyList<LogPosition> positions, TimeSpan timeout) =>
        await AskAsync(new CallCommand(() =>
        {
            var cursors = Cursors(positions.Select(static p => p.Partition).ToList());
            for (var index = 0; index < cursors.Count; index++)
            {
                ArgumentOutOfRangeException.ThrowIfNegative(positions[index].Offset);
                _fetcher.Discard(cursors[index].Partition);
                cursors[index].Position = positions[index].Offset;
                // A paused partition is sought when it resumes.
                if (cursors[index].IsPaused) continue;
                if (Seek(cursors[index], positions[index].Offset, timeout) is { } failed) return failed;
            }
            return null;
        })).ConfigureAwait(false);

    public GroupMembership CaptureMembership() =>
        new KafkaMembership(_consumer.ConsumerGroupMetadata, _thread.EventsSeen);

    public ValueTask CloseAsync() => StopAsync(leaveGroup: true);

    public ValueTask DisposeAsync() => StopAsync(leaveGroup: false);

    private async ValueTask StopAsync(bool leaveGroup)
    {
        if (_isStopped) return;
        _isStopped = true;
        await AskAsync(new StopCommand(leaveGroup)).ConfigureAwait(false);
    }

    private ValueTask<T> AskAsync<T>(ConsumerCommand<T> command)
    {
        _mailbox.Post(command);
        return command.Answer;
    }

    private List<PartitionCursor> Cursors(IReadOnlyList<LogPartition> partitions) => partitions.Select(partition =>
        _thread.Assignment.Find(partition)
            ?? throw new InvalidOperationException($"{partition} is not owned by this member.")).ToList();

    /// <summary>A fetcher that is just starting refuses a seek, so it is tried again for a while.</summary>
    private LogFault? Seek(PartitionCursor cursor, long offset, TimeSpan timeout)
    {
        if (cursor.Stopped is not null) return cursor.Stopped;
        var deadline = Environment.TickCount64 + (long)timeout.TotalMilliseconds;
        using var pause = new ManualResetEventSlim();
        while (true)
        {
            try
            {
                _consumer.Seek(new TopicPartitionOffset(Native(cursor.Partition), new Offset(offset)));
                return null;
            }
            catch (KafkaException e)
            {
                if (e.Error.Code != ErrorCode.Local_State || Environment.TickCount64 >= deadline)
                    return Faults.Of(e.Error, cursor.Partition);
            }
            pause.Wait(Limits.RetryPause);
        }
    }

    private static TopicPartition Native(LogPartition partition) =>
        new(partition.Topic, new Partition(partition.Number));
}

/// <summary>The group metadata of the moment at which a transaction began.</summary>
internal sealed class KafkaMembership(IConsumerGroupMetadata metadata, long eventsSeen) : GroupMembership
{
    public IConsumerGroupMetadata Metadata => metadata;

    public override long EventsSeen => eventsSeen;
}
