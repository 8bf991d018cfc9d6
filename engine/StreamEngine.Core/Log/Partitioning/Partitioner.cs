using System.Buffers.Binary;
using System.IO.Hashing;

namespace StreamEngine.Core.Log;

/// <summary>How producers choose a record's partition from its key.</summary>
public enum PartitionerKind : byte
{
    /// <summary>
    /// Murmur2 of the key: the Java client's default, and librdkafka's <c>murmur2</c> and <c>murmur2_random</c>.
    /// </summary>
    Murmur2,

    /// <summary>
    /// CRC-32 of the key: librdkafka's <c>consistent</c>; records without a key go to the hash of nothing.
    /// </summary>
    Consistent,

    /// <summary>CRC-32 of the key; records with a null or empty key go anywhere: librdkafka's default.</summary>
    ConsistentRandom,

    /// <summary>Whatever the producers did is taken as right.</summary>
    Trust,
}

/// <summary>
/// The partition of a key, as a pure function. The same bytes give the same partition on every machine.
/// </summary>
public static class Partitioner
{
    /// <summary>The result where the key does not decide.</summary>
    public const int Any = -1;

    /// <summary>The partition that the key belongs to, or <see cref="Any"/>.</summary>
    /// <param name="kind">The producers' partitioner.</param>
    /// <param name="key">The key.</param>
    /// <param name="isNull">Whether the key is null rather than empty.</param>
    /// <param name="partitions">How many partitions the topic has, at least 1.</param>
    public static int Of(PartitionerKind kind, ReadOnlySpan<byte> key, bool isNull, int partitions)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(partitions, 1);
        return kind switch
        {
            PartitionerKind.Murmur2 => isNull ? Any : (int)((Murmur2(key) & 0x7fffffffu) % (uint)partitions),
            PartitionerKind.Consistent => (int)(Crc32.HashToUInt32(key) % (uint)partitions),
            PartitionerKind.ConsistentRandom =>
                key.IsEmpty ? Any : (int)(Crc32.HashToUInt32(key) % (uint)partitions),
            PartitionerKind.Trust => Any,
            _ => throw new ArgumentOutOfRangeException(nameof(kind)),
        };
    }

    /// <summary>The 32-bit murmur2 hash with the seed that Kafka's Java client uses.</summary>
    public static uint Murmur2(ReadOnlySpan<byte> key)
    {
        const uint seed = 0x9747b28c;
        const uint multiplier = 0x5bd1e995;
        var hash = seed ^ (uint)key.Length;
        while (key.Length >= 4)
        {
            var word = BinaryPrimitives.ReadUInt32LittleEndian(key) * multiplier;
            word = (word ^ (word >> 24)) * multiplier;
            hash = (hash * multiplier) ^ word;
            key = key[4..];
        }
        if (key.Length == 3) hash ^= (uint)key[2] << 16;
        if (key.Length >= 2) hash ^= (uint)key[1] << 8;
        if (key.Length >= 1) hash = (hash ^ key[0]) * multiplier;
        hash = (hash ^ (hash >> 13)) * multiplier;
        return hash ^ (hash >> 15);
    }
}
