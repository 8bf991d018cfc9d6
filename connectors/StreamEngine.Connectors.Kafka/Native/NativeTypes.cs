using System.Runtime.InteropServices;

namespace StreamEngine.Connectors.Kafka.Native;

/// <summary>librdkafka's <c>rd_kafka_message_t</c>.</summary>
[StructLayout(LayoutKind.Sequential)]
internal unsafe struct NativeMessage
{
    public int Error;
    public nint Topic;
    public int Partition;
    public byte* Value;
    public nuint ValueLength;
    public byte* Key;
    public nuint KeyLength;
    public long Offset;
    public nint Private;
}

/// <summary>librdkafka's <c>rd_kafka_vu_t</c>: one argument of <c>rd_kafka_produceva</c>, 72 bytes.</summary>
[StructLayout(LayoutKind.Explicit, Size = 72)]
internal unsafe struct NativeArgument
{
    public const int TopicHandle = 2;
    public const int Partition = 3;
    public const int Value = 4;
    public const int Key = 5;
    public const int Flags = 7;
    public const int Timestamp = 8;
    public const int Header = 9;

    /// <summary>librdkafka copies the record's bytes.</summary>
    public const int FlagCopy = 2;

    [FieldOffset(0)] public int Type;
    [FieldOffset(8)] public int Int;
    [FieldOffset(8)] public long Long;
    [FieldOffset(8)] public nint Pointer;
    [FieldOffset(16)] public nuint Size;
    [FieldOffset(16)] public byte* HeaderValue;
    [FieldOffset(24)] public nint HeaderSize;
}
