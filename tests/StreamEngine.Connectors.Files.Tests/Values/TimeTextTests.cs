using System.Globalization;
using System.Text;
using CsCheck;
using StreamEngine.Connectors.Files.Values;

namespace StreamEngine.Connectors.Files.Tests.Values;

public sealed class TimeTextTests
{
    [Theory]
    [InlineData("2019-10-01T02:50:00.000Z", 1569898200000)]
    [InlineData("2019-10-01T02:50:00Z", 1569898200000)]
    [InlineData("2019-10-01T02:50Z", 1569898200000)]
    [InlineData("2019-10-01 02:50:00 UTC", 1569898200000)]
    [InlineData("2019-10-01t02:50:00z", 1569898200000)]
    [InlineData("2019-10-01T04:50:00.000+02:00", 1569898200000)]
    [InlineData("2019-10-01T04:50:00+0200", 1569898200000)]
    [InlineData("2019-10-01T04:50:00+02", 1569898200000)]
    [InlineData("2019-09-30T23:20:00-03:30", 1569898200000)]
    [InlineData("2019-10-01T02:50:00.1Z", 1569898200100)]
    [InlineData("2019-10-01T02:50:00.12999999999Z", 1569898200129)]
    [InlineData("2019-10-01T02:50:00,5Z", 1569898200500)]
    [InlineData("1969-12-31T23:59:59.999Z", -1)]
    [InlineData("2000-02-29T00:00:00Z", 951782400000)]
    [InlineData("10000-01-01T00:00:00Z", 253402300800000)]
    [InlineData("+10000-01-01T00:00:00Z", 253402300800000)]
    [InlineData("99999-01-01T00:00:00Z", 3093496444800000)]
    [InlineData("999999999-01-01T00:00:00Z", 8640000000000000)]
    [InlineData("-9999999-01-01T00:00:00Z", -8640000000000000)]
    public void A_time_with_its_zone_is_read(string text, long time)
    {
        Assert.True(TimeText.TryParse(Encoding.UTF8.GetBytes(text), out var read));
        Assert.Equal(time, read);
    }

    [Theory]
    [InlineData("2019-10-01T02:50:00.000")]
    [InlineData("2019-10-01T02:50:00")]
    [InlineData("2019-10-01")]
    [InlineData("2019-10-01Z")]
    [InlineData("2019-13-01T00:00:00Z")]
    [InlineData("2019-02-29T00:00:00Z")]
    [InlineData("1900-02-29T00:00:00Z")]
    [InlineData("2019-00-10T00:00:00Z")]
    [InlineData("2019-10-00T00:00:00Z")]
    [InlineData("2019-10-01T24:00:00Z")]
    [InlineData("2019-10-01T23:60:00Z")]
    [InlineData("2019-10-01T23:59:60Z")]
    [InlineData("2019-10-01T02:50:00.Z")]
    [InlineData("2019-10-01T02:50:00+24:00")]
    [InlineData("2019-10-01T02:50:00+2")]
    [InlineData("2019-10-01T02:50:00+02:000")]
    [InlineData("2019-10-01T02:50:00 CET")]
    [InlineData("2019-10-01T02:50:00Zx")]
    [InlineData(" 2019-10-01T02:50:00Z")]
    [InlineData("19-10-01T02:50:00Z")]
    [InlineData("12/1/2010 8:26Z")]
    [InlineData("1569898200000")]
    [InlineData("9999999999-01-01T00:00:00Z")]
    [InlineData("")]
    [InlineData("-")]
    [InlineData("Z")]
    public void What_is_no_time_with_its_zone_is_refused(string text) =>
        Assert.False(TimeText.TryParse(Encoding.UTF8.GetBytes(text), out _));

    [Theory]
    [InlineData("2010-12-01 08:26:00", 1291191960000)]
    [InlineData("2010-12-01 08:26", 1291191960000)]
    [InlineData("2010-12-01T08:26:00", 1291191960000)]
    [InlineData("2010-12-01 09:26:00+01:00", 1291191960000)]
    [InlineData("12/1/2010 8:26", 1291191960000)]
    [InlineData("12/01/2010 08:26", 1291191960000)]
    [InlineData("12/1/2010 8:26:00", 1291191960000)]
    public void Without_a_zone_it_is_utc_where_that_is_allowed(string text, long time)
    {
        Assert.True(TimeText.TryParseUtc(Encoding.UTF8.GetBytes(text), out var read));
        Assert.Equal(time, read);
    }

    [Theory]
    [InlineData("13/1/2010 8:26"), InlineData("1/12/10 8:26"), InlineData("12/1/2010"), InlineData("yesterday")]
    public void What_is_no_time_at_all_is_refused(string text) =>
        Assert.False(TimeText.TryParseUtc(Encoding.UTF8.GetBytes(text), out _));

    [Fact]
    public void Times_are_read_as_the_framework_reads_them() =>
        Gen.Select(Gen.Long[-62_135_596_800_000, 253_402_300_799_999], Gen.Int[-840, 840]).Sample((ms, minutes) =>
        {
            var time = DateTimeOffset.FromUnixTimeMilliseconds(ms);
            Check(time.ToString("yyyy-MM-dd'T'HH:mm:ss.fff'Z'", CultureInfo.InvariantCulture), ms);
            if (time.Year is 1 or 9999) return;
            var local = time.ToOffset(TimeSpan.FromMinutes(minutes));
            Check(local.ToString("yyyy-MM-dd'T'HH:mm:ss.fffzzz", CultureInfo.InvariantCulture), ms);
        });

    [Fact]
    public void No_bytes_make_it_throw() =>
        Gen.String[Gen.Char["0123456789-:TZ+./ UC"], 0, 30].Sample(text =>
        {
            var bytes = Encoding.UTF8.GetBytes(text);
            if (!TimeText.TryParse(bytes, out var time)) return;
            Assert.True(TimeText.TryParseUtc(bytes, out var utc));
            Assert.Equal(time, utc);
        });

    private static void Check(string text, long ms)
    {
        Assert.True(TimeText.TryParse(Encoding.UTF8.GetBytes(text), out var read), text);
        Assert.Equal(ms, read);
    }
}
