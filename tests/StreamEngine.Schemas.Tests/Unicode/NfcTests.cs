using System.Globalization;
using System.Text;
using StreamEngine.Schemas.Unicode;

namespace StreamEngine.Schemas.Tests.Unicode;

public class NfcTests
{
    [Fact]
    public void Every_vector_of_another_implementation_is_normalized_alike()
    {
        var checkedLines = 0;
        foreach (var line in TestFiles.Lines("unicode/nfc-vectors.txt").Where(l => !l.StartsWith('#')))
        {
            var halves = line.Split(';');
            Assert.Equal(Text(halves[1]), Normalize(Text(halves[0])));
            Assert.Equal(Text(halves[1]), Normalize(Text(halves[1])));
            checkedLines++;
        }
        Assert.Equal(1500, checkedLines);
    }

    [Fact]
    public void A_text_of_more_points_than_allowed_is_refused()
    {
        Span<byte> room = stackalloc byte[8192];
        Assert.True(Nfc.TryNormalize("\u00e9\u00e9"u8, 2, room, out _));
        Assert.False(Nfc.TryNormalize("\u00e9\u00e9"u8, 1, room, out _));
        Assert.False(Nfc.TryNormalize("\u00e9\u00e9"u8, 2, room[..3], out _));
        Assert.False(Nfc.TryNormalize(Encoding.UTF8.GetBytes(new string('\u0344', 600)), 5000, room, out _));
    }

    private static string Normalize(string text)
    {
        Span<byte> room = stackalloc byte[1024];
        Assert.True(Nfc.TryNormalize(Encoding.UTF8.GetBytes(text), 256, room, out var length));
        return Encoding.UTF8.GetString(room[..length]);
    }

    private static string Text(string points) => string.Concat(points.Split(' ').Select(
        p => new Rune(int.Parse(p, NumberStyles.HexNumber, CultureInfo.InvariantCulture)).ToString()));
}
