using System.Buffers;
using System.IO.Hashing;
using System.Text;

namespace StreamEngine.Commerce.Events;

/// <summary>
/// Tells bots by their user agent: a list of words, any of which a bot's agent contains (Events/bot-agents.txt, case
/// ignored). Answers are remembered by a hash of the agent, up to a limit; the agent itself is never kept.
/// </summary>
public sealed class BotAgents
{
    private const int MaxRemembered = 16_384;

    private static readonly Lazy<SearchValues<string>> ShippedWords =
        new(() => SearchValues.Create([.. Words()], StringComparison.OrdinalIgnoreCase));

    private readonly SearchValues<string> _words;
    private readonly Dictionary<ulong, bool> _known = [];

    private BotAgents(SearchValues<string> words) => _words = words;

    /// <summary>The list that ships with this version. A fresh instance: it remembers for one thread.</summary>
    public static BotAgents Shipped => new(ShippedWords.Value);

    /// <summary>True where the agent is a bot's.</summary>
    public bool Knows(ReadOnlySpan<byte> userAgent)
    {
        var hash = XxHash3.HashToUInt64(userAgent);
        if (_known.TryGetValue(hash, out var isBot)) return isBot;
        isBot = Encoding.UTF8.GetString(userAgent).AsSpan().ContainsAny(_words);
        if (_known.Count == MaxRemembered) _known.Clear();
        _known.Add(hash, isBot);
        return isBot;
    }

    private static IEnumerable<string> Words()
    {
        using var stream = typeof(BotAgents).Assembly.GetManifestResourceStream("bot-agents.txt")
            ?? throw new InvalidOperationException("the list of bot agents is not embedded");
        using var reader = new StreamReader(stream);
        return reader.ReadToEnd().Split('\n', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries)
            .Where(line => !line.StartsWith('#'));
    }
}
