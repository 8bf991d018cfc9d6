using System.Globalization;
using System.Text;
using StreamEngine.Connectors.Files.Values;

namespace StreamEngine.Connectors.Files.Tests.Values;

public sealed class AmountsTests
{
    [Theory]
    [InlineData("2.55", "2.55")]
    [InlineData("0", "0")]
    [InlineData("-1.5", "-1.5")]
    [InlineData("1e2", "100")]
    [InlineData("0.00005", "0.0000")]
    [InlineData("0.00015", "0.0002")]
    [InlineData("0.00025", "0.0002")]
    [InlineData("99999999999999.9999", "99999999999999.9999")]
    public void Amounts_keep_four_decimals_half_even(string text, string amount)
    {
        Assert.True(Amounts.TryParse(Encoding.UTF8.GetBytes(text), out var read));
        Assert.Equal(decimal.Parse(amount, CultureInfo.InvariantCulture), read);
    }

    [Theory]
    [InlineData("x"), InlineData(""), InlineData("1,5"), InlineData("1.2.3"), InlineData("NaN"), InlineData("$1")]
    [InlineData("100000000000000"), InlineData("-100000000000000"), InlineData("99999999999999.99995")]
    [InlineData("1e300")]
    public void What_the_schemas_cannot_carry_is_no_amount(string text) =>
        Assert.False(Amounts.TryParse(Encoding.UTF8.GetBytes(text), out _));

    [Theory]
    [InlineData("7", 7), InlineData("-7", -7), InlineData("7.0", 7), InlineData("7e1", 70)]
    [InlineData("9223372036854775807", long.MaxValue)]
    public void Whole_numbers_are_read_by_value(string text, long value)
    {
        Assert.True(Amounts.TryParseWhole(Encoding.UTF8.GetBytes(text), out var read));
        Assert.Equal(value, read);
    }

    [Theory]
    [InlineData("7.5"), InlineData("x"), InlineData(""), InlineData("9223372036854775808"), InlineData("1e30")]
    public void Other_numbers_are_not_whole(string text) =>
        Assert.False(Amounts.TryParseWhole(Encoding.UTF8.GetBytes(text), out _));

    [Theory]
    [InlineData("1659304800025", 1659304800025)]
    [InlineData("1659304800025.9", 1659304800025)]
    [InlineData("1.659304800025E12", 1659304800025)]
    [InlineData("99999999999999999999", EventTimes.Farthest)]
    [InlineData("-1e300", -EventTimes.Farthest)]
    [InlineData("9000000000000000", EventTimes.Farthest)]
    public void Milliseconds_are_cut_and_bounded(string text, long time)
    {
        Assert.True(Amounts.TryParseMilliseconds(Encoding.UTF8.GetBytes(text), out var read));
        Assert.Equal(time, read);
    }

    [Theory]
    [InlineData("NaN"), InlineData("soon"), InlineData(""), InlineData("2019-10-01")]
    public void What_is_no_number_is_no_time(string text) =>
        Assert.False(Amounts.TryParseMilliseconds(Encoding.UTF8.GetBytes(text), out _));
}
