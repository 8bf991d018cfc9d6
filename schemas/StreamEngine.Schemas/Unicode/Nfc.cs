using System.Buffers;
using System.Text;

namespace StreamEngine.Schemas.Unicode;

/// <summary>
/// Unicode normalization form C of short UTF-8 texts, without allocation and the same on every machine.
/// </summary>
internal static class Nfc
{
    /// <summary>The most code points a text may have after decomposition.</summary>
    internal const int MaxPoints = 1024;

    /// <summary>The most code points of a canonical decomposition: a limit on how deep one can nest.</summary>
    private const int MaxDepth = 8;

    /// <summary>Below this every code point is a starter that nothing composes with from the left.</summary>
    private const int FirstMark = 0x300;

    private const int HangulBase = 0xAC00, LeadBase = 0x1100, VowelBase = 0x1161, TrailBase = 0x11A7;
    private const int LeadCount = 19, VowelCount = 21, TrailCount = 28,
        HangulCount = LeadCount * VowelCount * TrailCount;

    /// <summary>
    /// Writes the normalized text. False: not valid UTF-8, more than <see cref="MaxPoints"/> code points when
    /// decomposed, more than <paramref name="maxPoints"/> in the result, or no room for it.
    /// </summary>
    internal static bool TryNormalize(
        ReadOnlySpan<byte> text, int maxPoints, Span<byte> destination, out int bytesWritten)
    {
        bytesWritten = 0;
        Span<int> points = stackalloc int[MaxPoints];
        if (!TryDecode(text, points, out var count, out var normalized)) return false;
        if (!normalized)
        {
            var table = NfcTable.Instance;
            Span<int> decomposed = stackalloc int[MaxPoints];
            if (!TryDecompose(table, points[..count], decomposed, out count)) return false;
            points = decomposed;
            Reorder(table, points[..count]);
            count = Compose(table, points[..count]);
        }
        return count <= maxPoints && TryEncode(points[..count], destination, out bytesWritten);
    }

    private static bool TryDecode(ReadOnlySpan<byte> text, Span<int> points, out int count, out bool normalized)
    {
        count = 0;
        normalized = true;
        while (!text.IsEmpty)
        {
            if (count == points.Length) return false;
            if (Rune.DecodeFromUtf8(text, out var rune, out var used) != OperationStatus.Done) return false;
            normalized &= rune.Value < FirstMark;
            points[count++] = rune.Value;
            text = text[used..];
        }
        return true;
    }

    private static bool TryDecompose(NfcTable table, ReadOnlySpan<int> points, Span<int> result, out int count)
    {
        count = 0;
        foreach (var point in points)
            if (!TryDecompose(table, point, result, ref count, MaxDepth)) return false;
        return true;
    }

    private static bool TryDecompose(NfcTable table, int point, Span<int> result, ref int count, int depth)
    {
        if (depth > 0 && table.TryDecompose(point, out var parts))
            return TryDecompose(table, parts.First, result, ref count, depth - 1)
                && (parts.Second == 0 || TryDecompose(table, parts.Second, result, ref count, depth - 1));
        var syllable = point - HangulBase;
        if (syllable is < 0 or >= HangulCount) return TryAppend(point, result, ref count);
        var trail = syllable % TrailCount;
        return TryAppend(LeadBase + (syllable / (VowelCount * TrailCount)), result, ref count)
            && TryAppend(VowelBase + (syllable / TrailCount % VowelCount), result, ref count)
            && (trail == 0 || TryAppend(TrailBase + trail, result, ref count));
    }

    private static bool TryAppend(int point, Span<int> result, ref int count)
    {
        if (count == result.Length) return false;
        result[count++] = point;
        return true;
    }

    /// <summary>Sorts each run of marks by combining class, equal classes keeping their order.</summary>
    private static void Reorder(NfcTable table, Span<int> points)
    {
        for (var i = 1; i < points.Length; i++)
        {
            var point = points[i];
            var combiningClass = table.Class(point);
            if (combiningClass == 0) continue;
            var j = i;
            for (; j > 0 && table.Class(points[j - 1]) > combiningClass; j--) points[j] = points[j - 1];
            points[j] = point;
        }
    }

    /// <summary>Composes in place; returns the number of points left.</summary>
    private static int Compose(NfcTable table, Span<int> points)
    {
        var starter = -1;
        var lastClass = -1;
        var count = 0;
        foreach (var point in points)
        {
            var combiningClass = table.Class(point);
            // A mark is blocked from its starter by another of the same or a higher class between them.
            var reachable = starter >= 0 && (lastClass < combiningClass || (lastClass == 0 && starter == count - 1));
            if (reachable && TryCompose(table, points[starter], point, out var composite))
            {
                points[starter] = composite;
                continue;
            }
            if (combiningClass == 0) starter = count;
            lastClass = combiningClass;
            points[count++] = point;
        }
        return count;
    }

    private static bool TryCompose(NfcTable table, int first, int second, out int composite)
    {
        var lead = first - LeadBase;
        var vowel = second - VowelBase;
        if (lead is >= 0 and < LeadCount && vowel is >= 0 and < VowelCount)
        {
            composite = HangulBase + (((lead * VowelCount) + vowel) * TrailCount);
            return true;
        }
        var syllable = first - HangulBase;
        var trail = second - TrailBase;
        if (syllable is >= 0 and < HangulCount && syllable % TrailCount == 0 && trail is > 0 and < TrailCount)
        {
            composite = first + trail;
            return true;
        }
        return table.TryCompose(first, second, out composite);
    }

    private static bool TryEncode(ReadOnlySpan<int> points, Span<byte> destination, out int bytesWritten)
    {
        bytesWritten = 0;
        foreach (var point in points)
        {
            if (!new Rune(point).TryEncodeToUtf8(destination[bytesWritten..], out var used)) return false;
            bytesWritten += used;
        }
        return true;
    }
}
