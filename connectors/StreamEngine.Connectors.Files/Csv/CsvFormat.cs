using System.Text;
using System.Text.Unicode;
using StreamEngine.Connectors.Files.Reading;
using StreamEngine.Connectors.Files.Rows;
using StreamEngine.Connectors.Files.Sources;

namespace StreamEngine.Connectors.Files.Csv;

/// <summary>
/// A format of CSV files with a header row. Columns are found by name, in any order, further ones are ignored. A row
/// may have line breaks inside quotes; a quote that is not closed spoils its own line only.
/// </summary>
/// <param name="columns">The columns that the format needs, each with the names it may have.</param>
internal abstract class CsvFormat(string[][] columns) : ILineFormat
{
    private readonly CsvRow _row = new();
    private readonly Dictionary<int, int[]> _mapOfFile = [];
    private SourceFile _file = null!;
    private int[]? _map;
    private int _fields;

    public void Begin(SourceFile file)
    {
        _file = file;
        _map = null;
    }

    public void Read(LineReader lines, in RowPosition at, IRowSink sink)
    {
        if (_map is null)
        {
            ReadHeader(lines);
            return;
        }
        if (!LineChecks.Pass(lines, at, sink)) return;
        var split = _row.Split(lines.Line);
        if (split == CsvSplit.OpenQuote) split = TryJoin(lines);
        if (split != CsvSplit.Whole)
            sink.Reject(RejectReason.Malformed, Describe(split), at, 1, lines.Line);
        else if (_row.Count != _fields)
            sink.Reject(RejectReason.Malformed, $"{_row.Count} fields, {_fields} in the header.", at, 1, lines.Line);
        else
            ReadRow(new CsvRecord(_row, lines.Line, _map), at, sink);
    }

    public void End()
    {
        if (_map is null) throw new FileSourceException($"{_file.Path} has no header row; {Expected()}");
    }

    /// <summary>Makes of one row what it says.</summary>
    protected abstract void ReadRow(CsvRecord row, in RowPosition at, IRowSink sink);

    /// <summary>Splits a row again that <see cref="ReadRow"/> was given before.</summary>
    protected CsvRecord SplitAgain(ReadOnlySpan<byte> row, in RowPosition at)
    {
        if (_row.Split(row) != CsvSplit.Whole)
            throw new InvalidOperationException("A row that was whole is not any more.");
        return new CsvRecord(_row, row, _mapOfFile[at.File]);
    }

    // Only a joined row that has just the fields of the header is one: otherwise the quote is a slip inside one line.
    private CsvSplit TryJoin(LineReader lines)
    {
        for (var further = 1; further < Limits.MaxRowLines; further++)
        {
            if (!lines.TryPeek(further, out var joined, out var consumed)) break;
            if (!Utf8.IsValid(joined)) break;
            var split = _row.Split(joined);
            if (split == CsvSplit.OpenQuote) continue;
            if (split != CsvSplit.Whole || _row.Count != _fields) break;
            lines.Join(further, joined, consumed);
            return CsvSplit.Whole;
        }
        return CsvSplit.OpenQuote;
    }

    private void ReadHeader(LineReader lines)
    {
        var line = lines.Line;
        if (lines.IsTooLong || !Utf8.IsValid(line) || _row.Split(line) != CsvSplit.Whole)
            throw new FileSourceException($"The header of {_file.Path} is not CSV in UTF-8; {Expected()}");
        var names = new string[_row.Count];
        for (var i = 0; i < names.Length; i++) names[i] = Encoding.UTF8.GetString(_row.Content(line, i)).Trim();
        var map = new int[columns.Length];
        for (var i = 0; i < columns.Length; i++)
        {
            map[i] = Array.FindIndex(names, name => columns[i].Contains(name, StringComparer.OrdinalIgnoreCase));
            if (map[i] < 0)
                throw new FileSourceException($"{_file.Path} has no column {columns[i][0]}; {Expected()}");
        }
        _fields = names.Length;
        _map = map;
        _mapOfFile[_file.Index] = map;
    }

    private string Expected() => $"{_file.Named.Format} needs {string.Join(", ", columns.Select(names => names[0]))}.";

    private static string Describe(CsvSplit split) => split switch
    {
        CsvSplit.OpenQuote => "A quote is not closed.",
        CsvSplit.TextAfterQuote => "Text follows a closing quote.",
        _ => $"The row has more than {Limits.MaxColumns} fields.",
    };
}
