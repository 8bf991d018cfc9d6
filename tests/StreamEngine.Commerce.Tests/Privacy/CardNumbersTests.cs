using System.Text;
using StreamEngine.Commerce.Privacy;

namespace StreamEngine.Commerce.Tests.Privacy;

public sealed class CardNumbersTests
{
    [Theory]
    [InlineData("4111111111111111", "****************", 1)]
    [InlineData("pay 4111 1111 1111 1111!", "pay **** **** **** ****!", 1)]
    [InlineData("5500-0055-5555-5559", "****-****-****-****", 1)]
    [InlineData("4222222222222", "*************", 1)]
    [InlineData("6304000000000000000", "*******************", 1)]
    [InlineData("order 123 4111111111111111", "order 123 ****************", 1)]
    [InlineData("4111111111111111 5500005555555559", "**************** ****************", 2)]
    [InlineData("4111111111111112", "4111111111111112", 0)]
    [InlineData("41111111111111110000000000", "41111111111111110000000000", 0)]
    [InlineData("411111111111", "411111111111", 0)]
    [InlineData("4111  1111 1111 1111", "4111  1111 1111 1111", 0)]
    [InlineData("ümläut 4111111111111111 ✓", "ümläut **************** ✓", 1)]
    [InlineData("", "", 0)]
    public void Only_what_is_long_enough_and_adds_up_is_blanked(string text, string expected, int count)
    {
        var bytes = Encoding.UTF8.GetBytes(text);
        Assert.Equal(count, CardNumbers.Blank(bytes));
        Assert.Equal(expected, Encoding.UTF8.GetString(bytes));
    }

    [Theory]
    [InlineData("call 4111 1111 1111 1111")]
    [InlineData("a@b.co")]
    [InlineData("+49 170 1234567")]
    public void What_is_personal_is_looked_at(string text) =>
        Assert.True(PersonalData.MayHold(Encoding.UTF8.GetBytes(text)));

    [Theory]
    [InlineData("summer sale 2026")]
    [InlineData("/shop/mugs?page=2&size=48")]
    public void Most_texts_are_not(string text) => Assert.False(PersonalData.MayHold(Encoding.UTF8.GetBytes(text)));
}
