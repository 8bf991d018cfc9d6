using System.Runtime.InteropServices;
using System.Text;
using Confluent.Kafka;
using StreamEngine.Connectors.Kafka.Native;
using StreamEngine.Core.Log;

namespace StreamEngine.Connectors.Kafka;

/// <summary>
/// Produces straight from the batch's memory by <c>rd_kafka_produceva</c>, which copies it; no object a record.
/// </summary>
internal sealed unsafe class BatchAppender : IRecordAppender
{
    private const int FixedArguments = 6;

    private readonly LibrdkafkaExports _native = LibrdkafkaExports.Get();
    private readonly Dictionary<string, nint> _topics = new(StringComparer.Ordinal);
    private readonly List<nint> _batchTopics = [];
    private readonly SafeHandle _handle;
    private NativeArgument[] _arguments = new NativeArgument[FixedArguments + 8];
    private byte[] _names = new byte[256];
    private bool _isDisposed;

    public BatchAppender(IClient producer)
    {
        _handle = LibrdkafkaExports.HandleOf(producer);
        var held = false;
        _handle.DangerousAddRef(ref held);
    }

    public void Start(AppendBatch batch)
    {
        _batchTopics.Clear();
        foreach (var topic in batch.Topics) _batchTopics.Add(TopicOf(topic));
    }

    public Error? Append(AppendBatch batch, in AppendRecord record, int partition)
    {
        var headers = batch.Headers(record);
        var count = FixedArguments + Measure(headers, out var nameBytes);
        if (_arguments.Length < count) _arguments = new NativeArgument[count * 2];
        if (_names.Length < nameBytes) _names = new byte[nameBytes * 2];
        // A pointer that is not null says that an empty part is there; only lengths of 0 may point at nothing of their
        // own.
        fixed (byte* key = batch.Key(record), value = batch.Value(record), block = headers.Block, names = _names)
        fixed (NativeArgument* arguments = _arguments)
        {
            byte nothing;
            arguments[0] = new() { Type = NativeArgument.TopicHandle, Pointer = _batchTopics[record.Topic] };
            arguments[1] = new() { Type = NativeArgument.Partition, Int = partition };
            arguments[2] = new() { Type = NativeArgument.Flags, Int = NativeArgument.FlagCopy };
            arguments[3] = new() { Type = NativeArgument.Timestamp, Long = record.Timestamp };
            arguments[4] = Part(NativeArgument.Key, record.KeyLength, key == null ? &nothing : key);
            arguments[5] = Part(NativeArgument.Value, record.ValueLength, value == null ? &nothing : value);
            Fill(arguments + FixedArguments, headers, names, block);
            var error = _native.ProduceVa(_handle.DangerousGetHandle(), arguments, (nuint)count);
            return error == 0 ? null : Take(error);
        }
    }

    public void Dispose()
    {
        if (_isDisposed) return;
        _isDisposed = true;
        foreach (var topic in _topics.Values) _native.TopicDestroy(topic);
        _handle.DangerousRelease();
    }

    private static NativeArgument Part(int type, int length, byte* bytes) => length < 0
        ? new NativeArgument { Type = type }
        : new NativeArgument { Type = type, Pointer = (nint)bytes, Size = (nuint)length };

    private static int Measure(LogHeaders headers, out int nameBytes)
    {
        var count = 0;
        nameBytes = 0;
        foreach (var header in headers)
        {
            count++;
            nameBytes += header.Name.Length + 1;
        }
        return count;
    }

    /// <summary>Names go through a buffer, because librdkafka wants them to end in a zero.</summary>
    private static void Fill(NativeArgument* arguments, LogHeaders headers, byte* names, byte* block)
    {
        foreach (var header in headers)
        {
            header.Name.CopyTo(new Span<byte>(names, header.Name.Length));
            names[header.Name.Length] = 0;
            var at = header.IsNull ? null : block + Offset(headers.Block, header.Value);
            *arguments++ = new NativeArgument
            {
                Type = NativeArgument.Header, Pointer = (nint)names, HeaderValue = at, HeaderSize = header.Value.Length,
            };
            names += header.Name.Length + 1;
        }
    }

    private static nint Offset(ReadOnlySpan<byte> block, ReadOnlySpan<byte> part) =>
        System.Runtime.CompilerServices.Unsafe
        .ByteOffset(ref MemoryMarshal.GetReference(block), ref MemoryMarshal.GetReference(part));

    private nint TopicOf(string name)
    {
        if (_topics.TryGetValue(name, out var known)) return known;
        var bytes = Encoding.UTF8.GetBytes(name + "\0");
        fixed (byte* pointer = bytes)
        {
            var topic = _native.TopicNew(_handle.DangerousGetHandle(), pointer, 0);
            if (topic == 0) throw new ArgumentException($"'{name}' is not a topic's name.", nameof(name));
            _topics.Add(name, topic);
            return topic;
        }
    }

    /// <summary>
    /// The error as the wrapper would give it: of a broken producer the reason, not that it is broken.
    /// </summary>
    private Error Take(nint error)
    {
        var code = (ErrorCode)_native.ErrorCode(error);
        var text = Marshal.PtrToStringUTF8((nint)_native.ErrorString(error)) ?? "";
        _native.ErrorDestroy(error);
        if (code != ErrorCode.Local_Fatal) return new Error(code, text);
        const int most = 512;
        var reason = stackalloc byte[most];
        code = (ErrorCode)_native.FatalError(_handle.DangerousGetHandle(), reason, most);
        return new Error(code, Marshal.PtrToStringUTF8((nint)reason) ?? text, isFatal: true);
    }
}
