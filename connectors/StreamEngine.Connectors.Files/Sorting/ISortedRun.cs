namespace StreamEngine.Connectors.Files.Sorting;

/// <summary>Entries in the order of their keys, read one after the other.</summary>
internal interface ISortedRun : IDisposable
{
    /// <summary>The key of the current entry.</summary>
    SortKey Key { get; }

    /// <summary>The bytes of the current entry, valid until the next read.</summary>
    ReadOnlySpan<byte> Value { get; }

    /// <summary>Goes to the next entry; false at the end.</summary>
    bool Read();
}
