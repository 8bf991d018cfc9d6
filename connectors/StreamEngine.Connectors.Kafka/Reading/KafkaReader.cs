using Confluent.Kafka;
using StreamEngine.Core.Log;

namespace StreamEngine.Connectors.Kafka;

/// <summary>Reads bounded ranges by assignment, outside of the group.</summary>
internal sealed class KafkaReader : ILogReader, IDelivery
{
    private readonly IConsumer<byte[], byte[]> _consumer;
    private readonly IRecordFetcher _fetcher;
    private readonly FaultLog _faults = new();
    private PartitionCursor? _cursor;
    private bool _isDisposed;

    public KafkaReader(KafkaSettings settings, Action<KafkaLogLine> log)
    {
        _consumer = new ConsumerBuilder<byte[], byte[]>(ClientProperties.Reader(settings))
            .SetErrorHandler((_, error) => _faults.Add(Faults.Of(error)))
            .SetLogHandler((_, line) => log(KafkaLogLine.Of(line)))
            .Build();
        try
        {
            _fetcher = settings.RecordPath == RecordPath.Batch
                ? new BatchFetcher(_consumer)
                : new SupportedFetcher(_consumer);
        }
        catch
        {
            NativeClient.Close(_consumer);
            throw;
        }
    }

    public async ValueTask OpenAsync(LogPartition partition, long from, long to)
    {
        ObjectDisposedException.ThrowIf(_isDisposed, this);
        ArgumentOutOfRangeException.ThrowIfNegative(from);
        ArgumentOutOfRangeException.ThrowIfNegative(to);
        await Task.Run(() =>
        {
            if (_cursor is not null)
            {
                _consumer.Unassign();
                _fetcher.Discard(_cursor.Partition);
            }
            _cursor = new PartitionCursor(partition) { Position = from, Limit = Math.Max(from, to) };
            if (from < to)
                _consumer.Assign(
                    new TopicPartitionOffset(partition.Topic, new Partition(partition.Number), new Offset(from)));
        }).ConfigureAwait(false);
    }

    public async ValueTask<ReadResult> ReadAsync(LogBatch into, int maxRecords, TimeSpan wait)
    {
        ObjectDisposedException.ThrowIf(_isDisposed, this);
        ArgumentOutOfRangeException.ThrowIfLessThan(maxRecords, 1);
        var cursor = _cursor ?? throw new InvalidOperationException("No range is open.");
        into.Clear();
        into.Partition = cursor.Partition;
        cursor.Target = into;
        LogFault? fault = null;
        if (cursor.Position < cursor.Limit)
        {
            fault = await Task.Run(() => Read(maxRecords, wait)).ConfigureAwait(false);
            if (cursor.Position >= cursor.Limit) await Task.Run(_consumer.Unassign).ConfigureAwait(false);
        }
        return new ReadResult { Next = cursor.Position, IsComplete = cursor.Position >= cursor.Limit, Fault = fault };
    }

    public async ValueTask DisposeAsync()
    {
        if (_isDisposed) return;
        _isDisposed = true;
        await Task.Run(() =>
        {
            _fetcher.Dispose();
            NativeClient.Close(_consumer);
        }).ConfigureAwait(false);
    }

    PartitionCursor? IDelivery.CursorOf(LogPartition partition) => _cursor!.Partition == partition ? _cursor : null;

    // The cursor has noted it, and only the range's end matters.
    void IDelivery.ReachedEnd(PartitionCursor cursor, long offset)
    {
    }

    void IDelivery.Failed(LogFault fault) => _faults.Add(fault);

    private LogFault? Read(int maxRecords, TimeSpan wait)
    {
        if (!_fetcher.HasPending) _fetcher.Fetch(maxRecords, wait);
        _fetcher.Deliver(this);
        var faults = _faults.Take();
        return faults.FirstOrDefault(static f => f.IsFatal || f.Partition is not null)
            ?? (faults.Count > 0 ? faults[0] : null);
    }
}
