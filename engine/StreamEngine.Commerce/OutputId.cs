using System.Buffers.Binary;
using StreamEngine.Core.Hashing;

namespace StreamEngine.Commerce;

/// <summary>Ids that the engine makes: hashes of what they stand for, equal for equal inputs.</summary>
public static class OutputId
{
    private const int MaxStack = 512;

    /// <summary>Hashes a key, a word and numbers, each set apart from the next.</summary>
    public static Hash128 Of(ReadOnlySpan<byte> key, string word, params ReadOnlySpan<long> numbers)
    {
        var length = key.Length + 1 + word.Length + 1 + (numbers.Length * sizeof(long));
        Span<byte> bytes = length <= MaxStack ? stackalloc byte[MaxStack] : new byte[length];
        key.CopyTo(bytes);
        var at = key.Length;
        bytes[at++] = 0;
        foreach (var letter in word) bytes[at++] = (byte)letter;
        bytes[at++] = 0;
        foreach (var number in numbers)
        {
            BinaryPrimitives.WriteInt64LittleEndian(bytes[at..], number);
            at += sizeof(long);
        }

        return Hash128.Of(bytes[..at]);
    }
}
