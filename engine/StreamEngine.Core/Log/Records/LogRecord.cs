namespace StreamEngine.Core.Log;

/// <summary>One record of a <see cref="LogBatch"/>: where and when it stands, and where its bytes lie.</summary>
public readonly record struct LogRecord
{
    /// <summary>Bytes that one of these takes in memory.</summary>
    internal const int Size = 40;

    /// <summary>The record's offset.</summary>
    public long Offset { get; init; }

    /// <summary>Milliseconds since the epoch; meaningless where the kind is <see cref="TimestampKind.None"/>.</summary>
    public long Timestamp { get; init; }

    /// <summary>Where key, value and headers begin in the batch's memory.</summary>
    internal int Start { get; init; }

    /// <summary>Length of the key in bytes; -1 where it is null.</summary>
    public int KeyLength { get; init; }

    /// <summary>Length of the value in bytes; -1 where it is null (a tombstone).</summary>
    public int ValueLength { get; init; }

    /// <summary>Length of the header block in bytes; 0 where there is none.</summary>
    public int HeadersLength { get; init; }

    /// <summary>Who set the timestamp.</summary>
    public TimestampKind TimestampKind { get; init; }

    /// <summary>Whether the record has no key.</summary>
    public bool IsKeyNull => KeyLength < 0;

    /// <summary>Whether the record has no value.</summary>
    public bool IsValueNull => ValueLength < 0;
}

/// <summary>Who set a record's timestamp.</summary>
public enum TimestampKind : byte
{
    /// <summary>Nobody: there is none.</summary>
    None,

    /// <summary>The producer.</summary>
    CreateTime,

    /// <summary>The broker, when it wrote the record.</summary>
    LogAppendTime,
}

/// <summary>Which parts of a record are null rather than empty.</summary>
[Flags]
public enum NullParts : byte
{
    /// <summary>Both are there, if perhaps empty.</summary>
    None = 0,

    /// <summary>The key is null.</summary>
    Key = 1,

    /// <summary>The value is null.</summary>
    Value = 2,

    /// <summary>Both are null: only headers speak.</summary>
    Both = Key | Value,
}
