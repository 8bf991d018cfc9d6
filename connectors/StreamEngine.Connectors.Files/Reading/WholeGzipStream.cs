using System.IO.Compression;

namespace StreamEngine.Connectors.Files.Reading;

/// <summary>
/// Decompresses gzip and notices a cut file, which <see cref="GZipStream"/> takes for a complete one: behind the file's
/// bytes it feeds one more gzip member with known content. Only a decompressor that stands at the end of a whole member
/// returns exactly that content.
/// </summary>
internal sealed class WholeGzipStream : Stream
{
    private static readonly byte[] Mark = "end of this file"u8.ToArray();
    private static readonly byte[] MarkMember = Compress(Mark);

    private readonly MarkedStream _marked;
    private readonly GZipStream _gzip;

    public WholeGzipStream(Stream compressed)
    {
        _marked = new MarkedStream(compressed);
        _gzip = new GZipStream(_marked, CompressionMode.Decompress);
    }

    public override bool CanRead => true;
    public override bool CanSeek => false;
    public override bool CanWrite => false;
    public override long Length => throw new NotSupportedException();

    public override long Position
    {
        get => throw new NotSupportedException();
        set => throw new NotSupportedException();
    }

    /// <exception cref="InvalidDataException">The file is cut or damaged, or not gzip.</exception>
    public override int Read(Span<byte> buffer)
    {
        if (buffer.IsEmpty) return 0;
        // Output that needed bytes of the mark's member is the mark itself or the garbage of a cut file.
        if (_marked.IsMarkServed) return 0;
        var read = _gzip.Read(buffer);
        if (!_marked.IsMarkServed && read > 0) return read;
        if (_marked.IsMarkServed && EndsWithMark(buffer[..read])) return 0;
        throw new InvalidDataException("it is cut, or bytes follow its end");
    }

    public override int Read(byte[] buffer, int offset, int count) => Read(buffer.AsSpan(offset, count));

    public override void Flush()
    {
    }

    public override long Seek(long offset, SeekOrigin origin) => throw new NotSupportedException();
    public override void SetLength(long value) => throw new NotSupportedException();
    public override void Write(byte[] buffer, int offset, int count) => throw new NotSupportedException();

    protected override void Dispose(bool disposing)
    {
        if (disposing) _gzip.Dispose();
        base.Dispose(disposing);
    }

    private bool EndsWithMark(ReadOnlySpan<byte> first)
    {
        Span<byte> rest = stackalloc byte[Mark.Length + 1];
        if (first.Length > Mark.Length || !_marked.HasContent) return false;
        first.CopyTo(rest);
        var length = first.Length;
        while (length < rest.Length)
        {
            var read = _gzip.Read(rest[length..]);
            if (read == 0) break;
            length += read;
        }
        return rest[..length].SequenceEqual(Mark);
    }

    private static byte[] Compress(byte[] content)
    {
        using var memory = new MemoryStream();
        using (var gzip = new GZipStream(memory, CompressionLevel.NoCompression, leaveOpen: true)) gzip.Write(content);
        return memory.ToArray();
    }

    /// <summary>The file's bytes and, in a read of its own, the mark's member.</summary>
    private sealed class MarkedStream(Stream inner) : Stream
    {
        public bool IsMarkServed { get; private set; }
        public bool HasContent { get; private set; }
        public override bool CanRead => true;
        public override bool CanSeek => false;
        public override bool CanWrite => false;
        public override long Length => throw new NotSupportedException();

        public override long Position
        {
            get => throw new NotSupportedException();
            set => throw new NotSupportedException();
        }

        public override int Read(Span<byte> buffer)
        {
            if (IsMarkServed) return 0;
            var read = inner.Read(buffer);
            HasContent |= read > 0;
            if (read > 0) return read;
            IsMarkServed = true;
            MarkMember.CopyTo(buffer);
            return MarkMember.Length;
        }

        public override int Read(byte[] buffer, int offset, int count) => Read(buffer.AsSpan(offset, count));

        public override void Flush()
        {
        }

        public override long Seek(long offset, SeekOrigin origin) => throw new NotSupportedException();
        public override void SetLength(long value) => throw new NotSupportedException();
        public override void Write(byte[] buffer, int offset, int count) => throw new NotSupportedException();

        protected override void Dispose(bool disposing)
        {
            if (disposing) inner.Dispose();
            base.Dispose(disposing);
        }
    }
}
