using System.Runtime.InteropServices;
using System.Text;
using Confluent.Kafka;
using StreamEngine.Connectors.Kafka.Native;
using StreamEngine.Core.Log;

namespace StreamEngine.Connectors.Kafka;

/// <summary>
/// Fetches batches of librdkafka's messages from the consumer's own queue and copies them once, without an object each.
/// </summary>
internal sealed unsafe class BatchFetcher : IRecordFetcher
{
    private readonly LibrdkafkaExports _native = LibrdkafkaExports.Get();
    private readonly Dictionary<nint, string> _topics = [];
    private readonly SafeHandle _handle;
    private readonly nint _queue;
    private readonly NativeMessage** _messages;
    private int _pending;
    private bool _isDisposed;

    public BatchFetcher(IClient consumer)
    {
        _handle = LibrdkafkaExports.HandleOf(consumer);
        var held = false;
        _handle.DangerousAddRef(ref held);
        _queue = _native.QueueGetConsumer(_handle.DangerousGetHandle());
        if (_queue == 0)
        {
            _handle.DangerousRelease();
            throw new InvalidOperationException("The consumer has no queue.");
        }
        _messages = (NativeMessage**)NativeMemory.Alloc(Limits.RecordsPerNativeFetch, (nuint)sizeof(nint));
    }

    public bool HasPending => _pending > 0;

    public void Fetch(int maxRecords, TimeSpan wait)
    {
        var most = (nuint)Math.Min(maxRecords, Limits.RecordsPerNativeFetch);
        // The native call waits until the array is full or the time is over, so it waits for the first record only.
        Take(_native.ConsumeBatchQueue(_queue, 0, _messages, most));
        if (_pending > 0 || wait <= TimeSpan.Zero) return;
        Take(_native.ConsumeBatchQueue(_queue, (int)Math.Ceiling(wait.TotalMilliseconds), _messages, 1));
        if (_pending == 1 && most > 1) Take(_native.ConsumeBatchQueue(_queue, 0, _messages + 1, most - 1));
    }

    public void Deliver(IDelivery delivery)
    {
        // A topic's address may be another topic's after the topic object is gone, so names are kept for one delivery
        // only.
        _topics.Clear();
        PartitionCursor? cursor = null;
        nint topic = 0;
        var partition = -1;
        try
        {
            for (var index = 0; index < _pending; index++)
            {
                var message = _messages[index];
                if (message->Topic != topic || message->Partition != partition)
                {
                    topic = message->Topic;
                    partition = message->Partition;
                    cursor = topic == 0 ? null : delivery.CursorOf(new LogPartition(NameOf(topic), partition));
                }
                if (message->Error != 0) DeliverError(delivery, message, cursor, PartitionOf(message));
                else if (cursor is not null && cursor.Accept(message->Offset)) Copy(message, cursor.Target!);
            }
        }
        finally
        {
            Free();
        }
    }

    public void Discard(LogPartition partition)
    {
        _topics.Clear();
        var kept = 0;
        for (var index = 0; index < _pending; index++)
        {
            var message = _messages[index];
            var isIt = message->Topic != 0 && message->Partition == partition.Number
                && string.Equals(NameOf(message->Topic), partition.Topic, StringComparison.Ordinal);
            if (isIt) _native.MessageDestroy(message);
            else _messages[kept++] = message;
        }
        _pending = kept;
    }

    public void Dispose()
    {
        if (_isDisposed) return;
        _isDisposed = true;
        Free();
        NativeMemory.Free(_messages);
        _native.QueueDestroy(_queue);
        _handle.DangerousRelease();
    }

    private void Take(nint count)
    {
        if (count > 0) _pending += (int)count;
    }

    private void Free()
    {
        for (var index = 0; index < _pending; index++) _native.MessageDestroy(_messages[index]);
        _pending = 0;
    }

    private void Copy(NativeMessage* message, LogBatch batch)
    {
        int kind;
        var timestamp = _native.MessageTimestamp(message, &kind);
        var nulls = (message->Key == null ? NullParts.Key : NullParts.None)
            | (message->Value == null ? NullParts.Value : NullParts.None);
        batch.Add(message->Offset, timestamp, (TimestampKind)kind,
            new ReadOnlySpan<byte>(message->Key, checked((int)message->KeyLength)),
            new ReadOnlySpan<byte>(message->Value, checked((int)message->ValueLength)), nulls);
        nint headers;
        if (_native.MessageHeaders(message, &headers) != 0) return;
        byte* name, value;
        nuint size;
        for (nuint index = 0; _native.HeaderAt(headers, index, &name, &value, &size) == 0; index++)
            batch.AddHeader(MemoryMarshal.CreateReadOnlySpanFromNullTerminated(name),
                new ReadOnlySpan<byte>(value, checked((int)size)), value == null);
    }

    private LogPartition? PartitionOf(NativeMessage* message) =>
        message->Topic == 0 ? null : new LogPartition(NameOf(message->Topic), message->Partition);

    private static void DeliverError(
        IDelivery delivery, NativeMessage* message, PartitionCursor? cursor, LogPartition? partition)
    {
        var code = (ErrorCode)message->Error;
        if (code == ErrorCode.Local_PartitionEOF)
        {
            if (cursor is not null && cursor.AcceptEnd(message->Offset)) delivery.ReachedEnd(cursor, message->Offset);
            return;
        }
        var text = message->Value == null ? code.ToString()
            : Encoding.UTF8.GetString(message->Value, checked((int)message->ValueLength));
        delivery.Failed(Faults.Of(code, text, partition));
    }

    private string NameOf(nint topic)
    {
        if (_topics.TryGetValue(topic, out var known)) return known;
        var name = string.Intern(Marshal.PtrToStringUTF8((nint)_native.TopicName(topic)) ?? "");
        _topics.Add(topic, name);
        return name;
    }
}
