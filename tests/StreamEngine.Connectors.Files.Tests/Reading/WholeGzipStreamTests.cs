using System.Text;
using StreamEngine.Connectors.Files.Reading;

namespace StreamEngine.Connectors.Files.Tests.Reading;

public sealed class WholeGzipStreamTests
{
    private static readonly string Text =
        string.Join('\n', Enumerable.Range(0, 3000).Select(i => $"{i},{i * 7919 % 1009}"));
    private static readonly byte[] Whole = Workspace.Gzip(Text);

    [Fact]
    public void A_whole_file_is_read_and_so_are_members_behind_each_other()
    {
        Assert.Equal(Text, Read(Whole));
        Assert.Equal(Text + Text, Read([.. Whole, .. Whole]));
        Assert.Equal("", Read(Convert.FromBase64String("H4sIAAAAAAAAAwMAAAAAAAAAAAA=")));
    }

    [Fact]
    public void A_file_cut_anywhere_is_noticed_and_nothing_is_made_up()
    {
        for (var length = 0; length < Whole.Length; length += length < Whole.Length - 40 && length > 40 ? 37 : 1)
            AssertCut(Whole[..length], Text);
        for (var length = Whole.Length + 1; length < 2 * Whole.Length; length += 97)
            AssertCut([.. Whole, .. Whole[..(length - Whole.Length)]], Text + Text);
    }

    [Fact]
    public void What_is_no_gzip_or_damaged_is_noticed()
    {
        AssertCut("InvoiceNo,StockCode"u8.ToArray(), "");
        AssertCut([.. Whole, 1, 2, 3], Text);
        var damaged = Whole.ToArray();
        damaged[^6] ^= 1;
        AssertCut(damaged, Text);
    }

    private static string Read(byte[] bytes)
    {
        using var stream = new WholeGzipStream(new MemoryStream(bytes));
        using var reader = new StreamReader(stream);
        return reader.ReadToEnd();
    }

    private static void AssertCut(byte[] bytes, string text)
    {
        using var stream = new WholeGzipStream(new MemoryStream(bytes));
        var read = new MemoryStream();
        Assert.Throws<InvalidDataException>(() => stream.CopyTo(read));
        Assert.StartsWith(Encoding.UTF8.GetString(read.ToArray()), text, StringComparison.Ordinal);
    }
}
