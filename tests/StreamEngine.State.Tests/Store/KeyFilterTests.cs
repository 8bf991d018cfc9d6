using System.Buffers.Binary;
using StreamEngine.Core.Hashing;
using StreamEngine.State.Store;

namespace StreamEngine.State.Tests.Store;

public sealed class KeyFilterTests
{
    [Fact]
    public void Who_was_added_may_be_held_and_few_others_seem_to()
    {
        const int Keys = 100_000;
        // Sixteen bits a key.
        var filter = new KeyFilter(256 * 1024);
        for (var i = 0; i < Keys; i++) filter.Add(KeyOf(i));
        for (var i = 0; i < Keys; i++) Assert.True(filter.MayHold(KeyOf(i)));
        Assert.InRange(Enumerable.Range(Keys, Keys).Count(i => filter.MayHold(KeyOf(i))), 1, Keys / 12);
    }

    private static Hash128 KeyOf(int number)
    {
        Span<byte> bytes = stackalloc byte[sizeof(int)];
        BinaryPrimitives.WriteInt32LittleEndian(bytes, number);
        return Hash128.Of(bytes);
    }
}
