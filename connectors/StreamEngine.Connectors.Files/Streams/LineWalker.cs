using StreamEngine.Connectors.Files.Reading;
using StreamEngine.Connectors.Files.Rows;

namespace StreamEngine.Connectors.Files.Streams;

/// <summary>
/// Walks through the lines of files, one file after the other. A file that cannot be read to its end does not stop the
/// walk: the failure is noted, to end the run once all that could be read is delivered.
/// </summary>
internal sealed class LineWalker(IReadOnlyList<SourceFile> files, Func<int, ILineFormat> formatOf, Outcomes outcomes)
    : IDisposable
{
    private int _file = -1;
    private LineReader? _lines;
    private ILineFormat _format = null!;

    /// <summary>Reads one line, or opens or closes a file; false when there is nothing left.</summary>
    public bool Step(IRowSink sink)
    {
        if (_lines is null) return TryOpen();
        if (!_lines.Read())
        {
            Close();
            return true;
        }
        outcomes.Spend(_lines.Line.Length);
        if (LineChecks.IsBlank(_lines.Line) && !_lines.IsTooLong) return true;
        var file = files[_file];
        _format.Read(_lines, new RowPosition(file.Input, file.Index, _lines.Number), sink);
        return true;
    }

    public void Dispose()
    {
        _lines?.Dispose();
        _lines = null;
    }

    private bool TryOpen()
    {
        if (_file + 1 >= files.Count) return false;
        var file = files[++_file];
        _lines = new LineReader(outcomes.Progress.Open(file));
        _format = formatOf(file.Input);
        _format.Begin(file);
        return true;
    }

    private void Close()
    {
        var file = files[_file];
        if (_lines!.Failure is { } failure) outcomes.Fail(file.Unreadable(failure));
        else _format.End();
        outcomes.Progress.Close(file);
        Dispose();
    }
}
