using System.Text;
using CsCheck;
using StreamEngine.Connectors.Files.Reading;

namespace StreamEngine.Connectors.Files.Tests.Reading;

public sealed class LineReaderTests
{
    [Theory]
    [InlineData("")]
    [InlineData("a", "1 a")]
    [InlineData("a\n", "1 a")]
    [InlineData("a\r\nb\r\n", "1 a", "2 b")]
    [InlineData("a\n\nb", "1 a", "2 ", "3 b")]
    [InlineData("\uFEFFa\nb", "1 a", "2 b")]
    [InlineData("a\r", "1 a")]
    public void Lines_are_counted_from_one(string text, params string[] lines) => Assert.Equal(lines, Lines(text, 1));

    [Fact]
    public void How_the_stream_is_cut_makes_no_difference() =>
        Gen.Select(Gen.String[Gen.Char["ab\r\n"], 0, 60], Gen.Int[1, 7]).Sample((text, chunk) =>
        {
            var expected = text.Split('\n').Select(line => line.EndsWith('\r') ? line[..^1] : line).ToList();
            if (text.Length == 0 || text.EndsWith('\n')) expected.RemoveAt(expected.Count - 1);
            Assert.Equal(expected.Select((line, i) => $"{i + 1} {line}"), Lines(text, chunk));
        });

    [Fact]
    public void A_line_of_the_greatest_length_is_whole_and_a_longer_one_is_cut()
    {
        var longest = new string('x', Limits.MaxLineBytes);
        using var reader = Reader($"{longest}\n{longest}y\r\nz\n{longest}\r\n{longest}yy", 1 << 16);
        Assert.True(reader.Read());
        Assert.Equal((false, Limits.MaxLineBytes), (reader.IsTooLong, reader.Line.Length));
        Assert.True(reader.Read());
        Assert.Equal((true, Limits.MaxEvidenceBytes, 2), (reader.IsTooLong, reader.Line.Length, reader.Number));
        Assert.True(reader.Read());
        Assert.Equal((false, "z"), (reader.IsTooLong, Encoding.UTF8.GetString(reader.Line)));
        Assert.True(reader.Read());
        Assert.Equal((false, Limits.MaxLineBytes), (reader.IsTooLong, reader.Line.Length));
        Assert.True(reader.Read());
        Assert.True(reader.IsTooLong);
        Assert.Equal(5, reader.Number);
        Assert.False(reader.Read());
    }

    [Fact]
    public void A_huge_line_is_never_held_whole()
    {
        using var reader = new LineReader(new Endless(200L << 20));
        var before = GC.GetTotalAllocatedBytes(precise: true);
        Assert.True(reader.Read());
        Assert.True(reader.IsTooLong);
        Assert.True(GC.GetTotalAllocatedBytes(precise: true) - before < 16 << 20);
    }

    [Fact]
    public void Half_a_line_before_a_read_error_is_dropped()
    {
        using var reader = new LineReader(new Failing("a\nhalf"u8.ToArray()));
        Assert.True(reader.Read());
        Assert.False(reader.Read());
        Assert.IsType<IOException>(reader.Failure);
    }

    [Fact]
    public void Further_lines_are_shown_and_joined_or_left_where_they_are()
    {
        using var reader = Reader("a\r\nb\nc\nd", 2);
        reader.Read();
        Assert.True(reader.TryPeek(1, out var joined, out _));
        Assert.Equal("a\r\nb", Encoding.UTF8.GetString(joined));
        Assert.True(reader.TryPeek(2, out joined, out var consumed));
        Assert.Equal("a\r\nb\nc", Encoding.UTF8.GetString(joined));
        Assert.Equal("a", Encoding.UTF8.GetString(reader.Line));
        reader.Join(2, joined, consumed);
        Assert.Equal("a\r\nb\nc", Encoding.UTF8.GetString(reader.Line));
        Assert.True(reader.Read());
        Assert.Equal((4, "d"), (reader.Number, Encoding.UTF8.GetString(reader.Line)));
        Assert.False(reader.TryPeek(1, out _, out _));
        Assert.Equal("d", Encoding.UTF8.GetString(reader.Line));
        Assert.False(reader.Read());
    }

    private static List<string> Lines(string text, int chunk)
    {
        using var reader = Reader(text, chunk);
        var lines = new List<string>();
        while (reader.Read()) lines.Add($"{reader.Number} {Encoding.UTF8.GetString(reader.Line)}");
        Assert.Null(reader.Failure);
        return lines;
    }

    private static LineReader Reader(string text, int chunk) => new(new Chunked(Encoding.UTF8.GetBytes(text), chunk));

    private sealed class Chunked(byte[] bytes, int chunk) : MemoryStream(bytes)
    {
        public override int Read(Span<byte> buffer) => base.Read(buffer[..Math.Min(chunk, buffer.Length)]);
    }

    private sealed class Endless(long length) : MemoryStream
    {
        private long _left = length;

        public override int Read(Span<byte> buffer)
        {
            var read = (int)Math.Min(_left, buffer.Length);
            buffer[..read].Fill((byte)'x');
            _left -= read;
            return read;
        }
    }

    private sealed class Failing(byte[] bytes) : MemoryStream(bytes)
    {
        public override int Read(Span<byte> buffer) =>
            Position < Length ? base.Read(buffer) : throw new IOException("the disk is gone");
    }
}
