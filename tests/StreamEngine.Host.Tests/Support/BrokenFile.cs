using System.Globalization;
using System.Text;

namespace StreamEngine.Host.Tests.Support;

/// <summary>A file of good rows with a broken one after every nineteenth, and what must become of each.</summary>
internal sealed class BrokenFile
{
    private const int GoodRowsBetween = 19;

    private readonly MemoryStream _bytes = new();
    private int _line;

    /// <param name="header">The first line, where the format has one.</param>
    /// <param name="good">Makes a good row from its number.</param>
    /// <param name="rounds">How often each broken row occurs.</param>
    /// <param name="broken">The broken rows and the reason of each.</param>
    public BrokenFile(string? header, Func<int, string> good, int rounds, params (string Reason, byte[] Row)[] broken)
    {
        if (header is not null) Append(Encoding.UTF8.GetBytes(header));
        for (var round = 0; round < rounds; round++)
        {
            foreach (var (reason, row) in broken)
            {
                for (var i = 0; i < GoodRowsBetween; i++) Append(Encoding.UTF8.GetBytes(good(Good++)));
                Append(row);
                Expected.Add((_line, reason));
            }
        }
    }

    /// <summary>How many good rows there are.</summary>
    public int Good { get; private set; }

    /// <summary>The line of each broken row and why it is refused.</summary>
    public List<(int Line, string Reason)> Expected { get; } = [];

    public byte[] Bytes => _bytes.ToArray();

    /// <summary>A row as the text it is.</summary>
    public static (string Reason, byte[] Row) Row(string reason, string text) => (reason, Encoding.UTF8.GetBytes(text));

    /// <summary>The text with its first <c>?</c> replaced by bytes that are no UTF-8.</summary>
    public static (string Reason, byte[] Row) NotUtf8(string text)
    {
        var at = text.IndexOf('?', StringComparison.Ordinal);
        return ("malformed",
            [.. Encoding.UTF8.GetBytes(text[..at]), 0xC3, 0x28, 0xFF, .. Encoding.UTF8.GetBytes(text[(at + 1)..])]);
    }

    /// <summary>A line of 10 MB.</summary>
    public static (string Reason, byte[] Row) Huge(string begin) =>
        Row("too_large", begin + new string('x', 10_000_000));

    /// <summary>A moment of March 2026, a second later for each number.</summary>
    public static string Time(int number, string format = "yyyy-MM-dd'T'HH:mm:ss'Z'") =>
        new DateTime(2026, 3, 1, 0, 0, 0, DateTimeKind.Utc).AddSeconds(number)
            .ToString(format, CultureInfo.InvariantCulture);

    private void Append(byte[] row)
    {
        _bytes.Write(row);
        _bytes.WriteByte((byte)'\n');
        _line++;
    }
}
