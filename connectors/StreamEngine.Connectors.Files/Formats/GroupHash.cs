using System.Buffers.Binary;
using System.Text;
using StreamEngine.Core.Hashing;

namespace StreamEngine.Connectors.Files.Formats;

/// <summary>Tells the groups of all inputs apart.</summary>
internal static class GroupHash
{
    /// <summary>The group that a row of that input belongs to, by its id within the format.</summary>
    public static Hash128 Of(int input, string group)
    {
        var length = Encoding.UTF8.GetByteCount(group);
        Span<byte> bytes = length <= 512 ? stackalloc byte[sizeof(int) + length] : new byte[sizeof(int) + length];
        BinaryPrimitives.WriteInt32LittleEndian(bytes, input);
        Encoding.UTF8.GetBytes(group, bytes[sizeof(int)..]);
        return Hash128.Of(bytes);
    }
}
