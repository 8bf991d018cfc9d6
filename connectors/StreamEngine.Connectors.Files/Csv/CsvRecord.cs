namespace StreamEngine.Connectors.Files.Csv;

/// <summary>A row by the columns that its format names.</summary>
internal readonly ref struct CsvRecord
{
    private readonly CsvRow _row;
    private readonly int[] _map;

    public CsvRecord(CsvRow row, ReadOnlySpan<byte> bytes, int[] map)
    {
        _row = row;
        _map = map;
        Bytes = bytes;
    }

    /// <summary>The row as it stands in the file.</summary>
    public ReadOnlySpan<byte> Bytes { get; }

    /// <summary>
    /// A field without the spaces around it. Use it before asking for another: both may have to share a buffer.
    /// </summary>
    public ReadOnlySpan<byte> this[int column] => _row.Content(Bytes, _map[column]).Trim((byte)' ');
}
