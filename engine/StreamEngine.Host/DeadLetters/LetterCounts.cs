using StreamEngine.Core.Time;

namespace StreamEngine.Host.DeadLetters;

/// <summary>Letters that have something in common.</summary>
/// <param name="Reason">Why they were refused.</param>
/// <param name="Stage">Where.</param>
/// <param name="Topic">The topic that they stood in.</param>
/// <param name="Day">The day on which they were refused, ms since the epoch, UTC.</param>
internal readonly record struct LetterGroup(string Reason, string Stage, string Topic, long Day);

/// <summary>How many letters a group has.</summary>
internal sealed class LetterCount
{
    /// <summary>All of them.</summary>
    public long Letters { get; private set; }

    /// <summary>Those that were sent back already.</summary>
    public long Returned { get; private set; }

    /// <summary>Those that had been sent back before, and were refused again.</summary>
    public long Repeated { get; private set; }

    /// <summary>The latest of them, to begin with.</summary>
    public DeadLetter? Last { get; private set; }

    public void Add(DeadLetter letter)
    {
        Letters++;
        if (letter.IsReturned) Returned++;
        if (letter.Record.Returns > 0) Repeated++;
        if (Last is null || letter.RefusedAt >= Last.RefusedAt) Last = letter;
    }
}

/// <summary>Counts letters by reason, stage, topic and day.</summary>
internal sealed class LetterCounts
{
    private readonly Dictionary<LetterGroup, LetterCount> _groups = [];

    /// <summary>All of them.</summary>
    public LetterCount Total { get; } = new();

    /// <summary>The groups; those with the most letters of a day first, the latest day before the others.</summary>
    public IEnumerable<(LetterGroup Group, LetterCount Count)> Groups => _groups
        .OrderByDescending(group => group.Key.Day).ThenByDescending(group => group.Value.Letters)
        .ThenBy(group => group.Key.Reason, StringComparer.Ordinal)
        .ThenBy(group => group.Key.Topic, StringComparer.Ordinal)
        .ThenBy(group => group.Key.Stage, StringComparer.Ordinal)
        .Select(group => (group.Key, group.Value));

    public void Add(DeadLetter letter)
    {
        Total.Add(letter);
        var record = letter.Record;
        var day = letter.RefusedAt - (letter.RefusedAt % EventTime.Day);
        var group = new LetterGroup(record.Reason, record.Stage, record.Source.Partition.Topic, day);
        if (!_groups.TryGetValue(group, out var count)) _groups.Add(group, count = new LetterCount());
        count.Add(letter);
    }
}
