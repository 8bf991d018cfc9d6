using System.Text;
using StreamEngine.Commerce.Privacy;

namespace StreamEngine.Commerce.Tests.Privacy;

public sealed class AddressesTests
{
    [Theory]
    [InlineData("anna@example.com", true)]
    [InlineData("Anna.B+shop@mail.example.co.uk", true)]
    [InlineData("jürgen@müller.example", true)]
    [InlineData("anna@home", false)]
    [InlineData("@example.com", false)]
    [InlineData("anna@example.c", false)]
    [InlineData("anna@b@example.com", false)]
    [InlineData("anna b@example.com", false)]
    [InlineData("customer-17", false)]
    public void An_email_has_a_name_and_a_domain(string text, bool expected) =>
        Assert.Equal(expected, Addresses.IsEmail(Encoding.UTF8.GetBytes(text)));

    [Theory]
    [InlineData("+491701234567", true)]
    [InlineData("+1 (212) 555-0100", true)]
    [InlineData("491701234567", false)]
    [InlineData("+1234567", false)]
    [InlineData("+1234567890123456", false)]
    [InlineData("+49170x1234567", false)]
    public void A_phone_number_begins_with_a_plus(string text, bool expected) =>
        Assert.Equal(expected, Addresses.IsPhone(Encoding.UTF8.GetBytes(text)));

    [Theory]
    [InlineData("ask anna@example.com.", "ask ****************.", 1)]
    [InlineData("a@b.co, c@d.org", "******, *******", 2)]
    [InlineData("call +49 170 1234567 now", "call *************** now", 1)]
    [InlineData("3 + 4 = 7 @ noon", "3 + 4 = 7 @ noon", 0)]
    public void Addresses_in_a_text_are_blanked(string text, string expected, int count)
    {
        var bytes = Encoding.UTF8.GetBytes(text);
        Assert.Equal(count, Addresses.Blank(bytes));
        Assert.Equal(expected, Encoding.UTF8.GetString(bytes));
    }

    [Fact]
    public void Another_key_gives_another_hash_and_the_same_key_the_same()
    {
        var hidden = Hidden("customer:anna@example.com", null);
        Assert.Equal(hidden, Hidden("customer:anna@example.com", null));
        Assert.NotEqual(hidden, Hidden("customer:ANNA@example.com", null));
        Assert.NotEqual(hidden, Hidden("customer:anna@example.com", "secret"u8.ToArray()));
        Assert.StartsWith("customer:hmac-", hidden, StringComparison.Ordinal);
        Assert.Equal("customer:anna", Hidden("customer:anna", null));
    }

    private static string Hidden(string key, byte[]? secret)
    {
        var buffer = new byte[256];
        var length = Encoding.UTF8.GetBytes(key, buffer);
        return Encoding.UTF8.GetString(buffer, 0, new PersonalData(secret).HideId(buffer, length));
    }
}
