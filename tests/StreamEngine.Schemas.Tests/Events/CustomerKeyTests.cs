using System.Text;
using StreamEngine.Schemas.Events;

namespace StreamEngine.Schemas.Tests.Events;

public class CustomerKeyTests
{
    [Theory]
    [InlineData("42", "a1", "customer:42")]
    [InlineData("  42\t", "a1", "customer:42")]
    [InlineData("\u00a042\u2003", null, "customer:42")]
    [InlineData(null, "a1", "visitor:a1")]
    [InlineData("", "a1", "visitor:a1")]
    [InlineData("NULL", "a1", "visitor:a1")]
    [InlineData("Undefined", "a1", "visitor:a1")]
    [InlineData("none", "a1", "visitor:a1")]
    [InlineData("ANONYMOUS", "a1", "visitor:a1")]
    [InlineData("guest", "a1", "visitor:a1")]
    [InlineData("0", "a1", "visitor:a1")]
    [InlineData("-1", "a1", "visitor:a1")]
    [InlineData("00000000-0000-0000-0000-000000000000", "a1", "visitor:a1")]
    [InlineData("-", "a1", "visitor:a1")]
    [InlineData(" guest ", "a1", "visitor:a1")]
    [InlineData("-10", "a1", "customer:-10")]
    [InlineData("guests", "a1", "customer:guests")]
    [InlineData("nul", "a1", "customer:nul")]
    [InlineData("e\u0301", null, "customer:\u00e9")]
    [InlineData("\u00e9", null, "customer:\u00e9")]
    [InlineData("\u1112\u1161\u11ab", null, "customer:\ud55c")]
    [InlineData("\ud83d\uded2", null, "customer:\ud83d\uded2")]
    public void The_first_valid_id_makes_the_key(string? customerId, string? anonymousId, string expected)
    {
        Assert.True(CustomerKey.TryMake(customerId, anonymousId, out var key));
        Assert.Equal(expected, key);
        Assert.Equal(expected, Write(customerId, anonymousId));
    }

    [Theory]
    [InlineData(null, null)]
    [InlineData("", " ")]
    [InlineData("null", "undefined")]
    public void Without_a_valid_id_there_is_no_key(string? customerId, string? anonymousId)
    {
        Assert.False(CustomerKey.TryMake(customerId, anonymousId, out var key));
        Assert.Equal("", key);
        Assert.Null(Write(customerId, anonymousId));
    }

    [Theory]
    [InlineData("a", 256)]
    [InlineData("\u00e9", 256)]
    [InlineData("e\u0301", 256)]
    [InlineData("\ud83d\uded2", 256)]
    [InlineData("\u1112\u1161\u11ab", 256)]
    public void An_id_has_at_most_256_characters_after_normalizing(string character, int most)
    {
        var longest = string.Concat(Enumerable.Repeat(character, most));
        Assert.True(CustomerKey.TryMake("  " + longest + "  ", null, out var key));
        Assert.Equal("customer:" + Write(longest, null)!["customer:".Length..], key);
        Assert.True(Encoding.UTF8.GetByteCount(key) <= CustomerKey.MaxBytes);
        Assert.False(CustomerKey.TryMake(longest + character, null, out _));
        Assert.Null(Write(longest + character, null));
    }

    [Fact]
    public void A_lone_surrogate_is_no_id()
    {
        Assert.True(CustomerKey.TryMake("a\ud83d", "a1", out var key));
        Assert.Equal("visitor:a1", key);
        Assert.False(CustomerKey.TryMake("\ud83d", "\udc00b", out _));
    }

    [Fact]
    public void A_huge_id_is_refused()
    {
        Assert.False(CustomerKey.TryMake(new string('x', 1_000_000), new string('\u00e9', 1_000_000), out _));
        Assert.Null(Write(new string('x', 1_000_000), new string('\u00e9', 1_000_000)));
    }

    [Fact]
    public void Malformed_utf8_is_no_id()
    {
        Span<byte> key = stackalloc byte[CustomerKey.MaxBytes];
        Assert.False(CustomerKey.TryWrite([0xC3, 0x28], [0xFF], key, out var length));
        Assert.Equal(0, length);
    }

    [Fact]
    public void Writing_a_key_allocates_nothing()
    {
        var buffer = new byte[CustomerKey.MaxBytes];
        var ids = new[] { "visitor-77"u8.ToArray(), "Zoe\u0308"u8.ToArray(), Encoding.UTF8.GetBytes("e\u0301\ud55c") };
        foreach (var id in ids) CustomerKey.TryWrite(id, [], buffer, out _);
        var before = GC.GetAllocatedBytesForCurrentThread();
        foreach (var id in ids) CustomerKey.TryWrite(id, [], buffer, out _);
        Assert.Equal(0, GC.GetAllocatedBytesForCurrentThread() - before);
    }

    [Fact]
    public void Too_short_a_destination_is_a_mistake_of_the_caller() =>
        Assert.Throws<ArgumentException>(() => CustomerKey.TryWrite("a"u8, default, new byte[10], out _));

    private static string? Write(string? customerId, string? anonymousId)
    {
        Span<byte> key = stackalloc byte[CustomerKey.MaxBytes];
        var made = CustomerKey.TryWrite(Bytes(customerId), Bytes(anonymousId), key, out var length);
        Assert.Equal(made, length > 0);
        return made ? Encoding.UTF8.GetString(key[..length]) : null;
    }

    private static byte[] Bytes(string? text) => text is null ? [] : Encoding.UTF8.GetBytes(text);
}
