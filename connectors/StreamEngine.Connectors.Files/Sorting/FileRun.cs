using System.Buffers.Binary;

namespace StreamEngine.Connectors.Files.Sorting;

/// <summary>Reads the entries that a <see cref="RunWriter"/> wrote, and closes the file at the end.</summary>
internal sealed class FileRun(FileStream file) : ISortedRun
{
    /// <summary>Key and length before each value.</summary>
    public const int HeaderBytes = SortKey.Bytes + sizeof(int);

    private byte[] _buffer = new byte[Limits.RunBufferBytes];
    private int _at;
    private int _end;
    private int _valueStart;
    private int _valueLength;

    public SortKey Key { get; private set; }

    public ReadOnlySpan<byte> Value => _buffer.AsSpan(_valueStart, _valueLength);

    public bool Read()
    {
        if (!Have(HeaderBytes)) return false;
        Key = SortKey.Read(_buffer.AsSpan(_at));
        _valueLength = BinaryPrimitives.ReadInt32LittleEndian(_buffer.AsSpan(_at + SortKey.Bytes));
        if (_valueLength < 0 || !Have(HeaderBytes + _valueLength))
            throw new FileSourceException($"A temporary file of the sort was changed or cut: {file.Name}.");
        _valueStart = _at + HeaderBytes;
        _at = _valueStart + _valueLength;
        return true;
    }

    public void Dispose() => file.Dispose();

    private bool Have(int bytes)
    {
        if (_end - _at >= bytes) return true;
        _buffer.AsSpan(_at, _end - _at).CopyTo(_buffer);
        _end -= _at;
        _at = 0;
        if (_buffer.Length < bytes) Array.Resize(ref _buffer, Math.Max(bytes, _buffer.Length * 2));
        while (_end < bytes)
        {
            var read = file.Read(_buffer, _end, _buffer.Length - _end);
            if (read == 0) return false;
            _end += read;
        }
        return true;
    }
}
