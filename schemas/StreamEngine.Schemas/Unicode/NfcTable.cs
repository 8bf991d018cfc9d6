using System.Collections.Frozen;
using System.Globalization;

namespace StreamEngine.Schemas.Unicode;

/// <summary>
/// The canonical part of the Unicode database, of one fixed version, read from a resource of this assembly: the
/// runtime's own normalization does nothing in invariant mode and differs between machines outside it.
/// </summary>
internal sealed class NfcTable
{
    private readonly FrozenDictionary<int, byte> _classes;
    private readonly FrozenDictionary<int, (int First, int Second)> _decompositions;
    private readonly FrozenDictionary<long, int> _compositions;

    private NfcTable(string text)
    {
        var classes = new Dictionary<int, byte>();
        var decompositions = new Dictionary<int, (int, int)>();
        var compositions = new Dictionary<long, int>();
        byte combiningClass = 0;
        foreach (var line in text.Split('\n'))
        {
            if (line.StartsWith('#')) continue;
            foreach (var word in line.Split(' ', StringSplitOptions.RemoveEmptyEntries))
            {
                if (word.EndsWith(':'))
                    combiningClass = byte.Parse(word.AsSpan(0, word.Length - 1), provider: Invariant);
                else if (word.Contains('=')) AddDecomposition(word, decompositions, compositions);
                else classes.Add(Point(word), combiningClass);
            }
        }
        _classes = classes.ToFrozenDictionary();
        _decompositions = decompositions.ToFrozenDictionary();
        _compositions = compositions.ToFrozenDictionary();
    }

    internal static NfcTable Instance { get; } = new(Resources.Text("unicode/nfc-table.txt"));

    private static CultureInfo Invariant => CultureInfo.InvariantCulture;

    /// <summary>The canonical combining class; 0 for a starter.</summary>
    internal byte Class(int point) => _classes.GetValueOrDefault(point);

    /// <summary>One step of canonical decomposition; the second point is 0 where there is only one.</summary>
    internal bool TryDecompose(int point, out (int First, int Second) parts) =>
        _decompositions.TryGetValue(point, out parts);

    /// <summary>The primary composite of the two points, where there is one.</summary>
    internal bool TryCompose(int first, int second, out int composite) =>
        _compositions.TryGetValue(Pair(first, second), out composite);

    private static void AddDecomposition(
        string word, Dictionary<int, (int First, int Second)> decompositions, Dictionary<long, int> compositions)
    {
        var equals = word.IndexOf('=', StringComparison.Ordinal);
        var excluded = word.EndsWith('!');
        var parts = word[(equals + 1)..].TrimEnd('!').Split('+');
        var point = Point(word.AsSpan(0, equals));
        var pair = (First: Point(parts[0]), Second: parts.Length > 1 ? Point(parts[1]) : 0);
        decompositions.Add(point, pair);
        if (!excluded && pair.Second != 0) compositions.Add(Pair(pair.First, pair.Second), point);
    }

    private static long Pair(int first, int second) => ((long)first << 32) | (uint)second;

    private static int Point(ReadOnlySpan<char> hex) => int.Parse(hex, NumberStyles.HexNumber, Invariant);
}
