using System.Buffers;

namespace StreamEngine.Connectors.Files.Reading;

/// <summary>
/// Reads lines of bytes from a stream, counting them from 1. A line ends with LF or CRLF; the last one may end with the
/// stream. Of a line that is too long only the beginning is kept. What follows the last LF before a read error is
/// dropped: half a line could pass for a whole one.
/// </summary>
internal sealed class LineReader : IDisposable
{
    private readonly Stream _stream;
    private byte[] _buffer;

    // lineStart <= next <= end: the current line, what is not yet looked at, what is not yet read.
    private int _lineStart;
    private int _lineLength;
    private int _next;
    private int _end;
    private int _lines;
    private bool _isAtStart = true;

    public LineReader(Stream stream)
    {
        _stream = stream;
        _buffer = ArrayPool<byte>.Shared.Rent(Limits.ReadBufferBytes);
    }

    /// <summary>The number of the current line, from 1; of the first where it was joined from several.</summary>
    public long Number { get; private set; }

    /// <summary>The current line without its end, its beginning where too long. Valid until the next call.</summary>
    public ReadOnlySpan<byte> Line => _buffer.AsSpan(_lineStart, _lineLength);

    /// <summary>True where the current line is longer than <see cref="Limits.MaxLineBytes"/>.</summary>
    public bool IsTooLong { get; private set; }

    /// <summary>Why reading ended before the end of the file; null where it did not.</summary>
    public Exception? Failure { get; private set; }

    /// <summary>Goes to the next line. False at the end, also at that of a <see cref="Failure"/>.</summary>
    public bool Read()
    {
        Number += Number == 0 ? 1 : _lines;
        _lines = 1;
        IsTooLong = false;
        _lineStart = _next;
        _lineLength = 0;
        var scanned = 0;
        while (true)
        {
            var lineFeed = _buffer.AsSpan(_lineStart + scanned, _end - _lineStart - scanned).IndexOf((byte)'\n');
            if (lineFeed >= 0)
            {
                Take(scanned + lineFeed, endLength: 1);
                return true;
            }
            scanned = _end - _lineStart;
            if (scanned > Limits.MaxLineBytes) return SkipTooLong();
            if (Fill()) continue;
            if (Failure is not null || _end == _lineStart) return false;
            Take(_end - _lineStart, endLength: 0);
            return true;
        }
    }

    /// <summary>
    /// Shows the current line together with that many of the lines behind it, line ends between them included, without
    /// going there. False where the file ends before, or the whole would be too long.
    /// </summary>
    public bool TryPeek(int further, out ReadOnlySpan<byte> joined, out int consumed)
    {
        var scanned = _next - _lineStart;
        joined = default;
        consumed = scanned;
        for (var i = 0; i < further; i++)
        {
            while (true)
            {
                var lineFeed = _buffer.AsSpan(_lineStart + scanned, _end - _lineStart - scanned).IndexOf((byte)'\n');
                if (lineFeed >= 0)
                {
                    scanned += lineFeed + 1;
                    break;
                }
                if (_end - _lineStart > Limits.MaxLineBytes) return false;
                scanned = _end - _lineStart;
                if (Fill()) continue;
                if (Failure is not null || consumed == scanned) return false;
                break;
            }
            consumed = scanned;
        }
        var line = _buffer.AsSpan(_lineStart, consumed);
        if (line.EndsWith("\n"u8)) line = line[..^1];
        joined = WithoutCarriageReturn(line);
        return joined.Length <= Limits.MaxLineBytes;
    }

    /// <summary>Makes what <see cref="TryPeek"/> showed the current line.</summary>
    public void Join(int further, ReadOnlySpan<byte> joined, int consumed)
    {
        _lineLength = joined.Length;
        _next = _lineStart + consumed;
        _lines += further;
    }

    public void Dispose()
    {
        if (_buffer.Length > 0) ArrayPool<byte>.Shared.Return(_buffer);
        _buffer = [];
        _end = _next = _lineStart = _lineLength = 0;
        _stream.Dispose();
    }

    private void Take(int length, int endLength)
    {
        _next = _lineStart + length + endLength;
        var line = WithoutCarriageReturn(_buffer.AsSpan(_lineStart, length));
        IsTooLong = line.Length > Limits.MaxLineBytes;
        _lineLength = IsTooLong ? Limits.MaxEvidenceBytes : line.Length;
    }

    private static ReadOnlySpan<byte> WithoutCarriageReturn(ReadOnlySpan<byte> line) =>
        line.EndsWith("\r"u8) ? line[..^1] : line;

    // The beginning of the line stays at the front of the buffer; the rest of the buffer is used to find its end.
    private bool SkipTooLong()
    {
        IsTooLong = true;
        _buffer.AsSpan(_lineStart, Limits.MaxEvidenceBytes).CopyTo(_buffer);
        _lineStart = 0;
        _lineLength = Limits.MaxEvidenceBytes;
        while (true)
        {
            _next = _end = Limits.MaxEvidenceBytes;
            var read = ReadStream(_buffer.AsSpan(_end));
            if (read == 0) return Failure is null;
            _end += read;
            var lineFeed = _buffer.AsSpan(_next, read).IndexOf((byte)'\n');
            if (lineFeed < 0) continue;
            _next += lineFeed + 1;
            return true;
        }
    }

    // Moves the current line to the front, makes room behind it, and reads on.
    private bool Fill()
    {
        if (_lineStart > 0)
        {
            _buffer.AsSpan(_lineStart, _end - _lineStart).CopyTo(_buffer);
            _end -= _lineStart;
            _next -= _lineStart;
            _lineStart = 0;
        }
        if (_end == _buffer.Length)
        {
            var larger = ArrayPool<byte>.Shared.Rent(_buffer.Length * 2);
            _buffer.AsSpan(0, _end).CopyTo(larger);
            ArrayPool<byte>.Shared.Return(_buffer);
            _buffer = larger;
        }
        var read = ReadStream(_buffer.AsSpan(_end));
        _end += read;
        if (!_isAtStart || read == 0) return read > 0;
        _isAtStart = false;
        SkipByteOrderMark();
        return true;
    }

    private void SkipByteOrderMark()
    {
        while (_end < 3)
        {
            var read = ReadStream(_buffer.AsSpan(_end));
            if (read == 0) break;
            _end += read;
        }
        if (_buffer.AsSpan(0, _end).StartsWith("\uFEFF"u8)) _lineStart = _next = 3;
    }

    private int ReadStream(Span<byte> into)
    {
        if (Failure is not null) return 0;
        try
        {
            return _stream.Read(into);
        }
        catch (Exception exception) when (exception is InvalidDataException or IOException)
        {
            Failure = exception;
            return 0;
        }
    }
}
