using System.Text;

namespace StreamEngine.Schemas.Model;

/// <summary>The 64-bit Rabin fingerprint of the Avro specification.</summary>
internal static class Crc64Avro
{
    private const ulong Empty = 0xC15D213AA4D7A795;

    private static readonly ulong[] Table = MakeTable();

    internal static ulong Of(string canonicalForm)
    {
        var fingerprint = Empty;
        foreach (var b in Encoding.UTF8.GetBytes(canonicalForm))
            fingerprint = (fingerprint >> 8) ^ Table[(byte)(fingerprint ^ b)];
        return fingerprint;
    }

    private static ulong[] MakeTable()
    {
        var table = new ulong[256];
        for (var i = 0; i < table.Length; i++)
        {
            var value = (ulong)i;
            for (var bit = 0; bit < 8; bit++) value = (value & 1) == 0 ? value >> 1 : (value >> 1) ^ Empty;
            table[i] = value;
        }
        return table;
    }
}
