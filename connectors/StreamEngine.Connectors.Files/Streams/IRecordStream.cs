using StreamEngine.Connectors.Files.Rows;

namespace StreamEngine.Connectors.Files.Streams;

/// <summary>How an advance ended.</summary>
internal enum Advance : byte
{
    /// <summary>The stream stands on a record.</summary>
    Record,

    /// <summary>The batch at hand has done enough: deliver it and advance again.</summary>
    Pause,

    /// <summary>There are no more records.</summary>
    End,
}

/// <summary>Records in the order in which they are delivered, merged with other streams by time.</summary>
internal interface IRecordStream : IDisposable
{
    /// <summary>By what the current record is merged; never an implausible event time.</summary>
    long MergeTime { get; }

    /// <summary>Where the current record stands.</summary>
    RowPosition Position { get; }

    /// <summary>The rank of the current record's topic.</summary>
    byte Topic { get; }

    /// <summary>How many source records the current record is made of.</summary>
    int Weight { get; }

    /// <summary>The key of the current record, valid until the next advance.</summary>
    ReadOnlySpan<byte> Key { get; }

    /// <summary>The value of the current record, valid until the next advance.</summary>
    ReadOnlySpan<byte> Value { get; }

    /// <summary>Goes to the next record.</summary>
    Advance Next();
}
