using System.Text;
using StreamEngine.Core.Log;

namespace StreamEngine.Connectors.Kafka.Tests.Log;

public sealed class PartitionerTests
{
    [Theory]
    // The vectors of the Java client's own tests.
    [InlineData("21", -973932308)]
    [InlineData("foobar", -790332482)]
    [InlineData("a-little-bit-long-string", -985981536)]
    [InlineData("a-little-bit-longer-string", -1486304829)]
    [InlineData("lkjh234lh9fiuh90y23oiuhsafujhadof229phr9h19h89h8", -58897971)]
    [InlineData("abc", 479470107)]
    public void Murmur2_is_that_of_the_Java_client(string key, int expected) =>
        Assert.Equal(expected, unchecked((int)Partitioner.Murmur2(Encoding.UTF8.GetBytes(key))));

    [Fact]
    public void A_null_key_decides_nothing_where_producers_place_it_anywhere()
    {
        Assert.Equal(Partitioner.Any, Partitioner.Of(PartitionerKind.Murmur2, default, isNull: true, 4));
        Assert.Equal(Partitioner.Any, Partitioner.Of(PartitionerKind.ConsistentRandom, default, isNull: true, 4));
        Assert.Equal(Partitioner.Any, Partitioner.Of(PartitionerKind.ConsistentRandom, default, isNull: false, 4));
        Assert.Equal(Partitioner.Any, Partitioner.Of(PartitionerKind.Trust, "key"u8, isNull: false, 4));
    }

    [Fact]
    public void Consistent_places_a_missing_key_by_the_hash_of_nothing() =>
        Assert.Equal(0, Partitioner.Of(PartitionerKind.Consistent, default, isNull: true, 4));

    [Fact]
    public void A_topic_has_at_least_one_partition() => Assert.Throws<ArgumentOutOfRangeException>(
        () => Partitioner.Of(PartitionerKind.Murmur2, "key"u8, isNull: false, 0));
}
