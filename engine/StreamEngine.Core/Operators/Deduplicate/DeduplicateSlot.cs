namespace StreamEngine.Core.Operators.Deduplicate;

/// <summary>The identities seen for a key and when each was seen first.</summary>
public sealed class DeduplicateSlot
{
    private readonly Queue<(ulong Identity, long FirstSeen)> _byTime = new();
    private readonly Dictionary<ulong, long> _firstSeen = [];

    /// <summary>How many identities are remembered.</summary>
    public int Count => _firstSeen.Count;

    /// <summary>
    /// True where the identity is new at that time; a repetition does not extend the window of the first.
    /// </summary>
    internal bool Admit(ulong identity, long time, long windowMs)
    {
        while (_byTime.TryPeek(out var oldest) && time - oldest.FirstSeen > windowMs)
        {
            _byTime.Dequeue();
            if (_firstSeen[oldest.Identity] == oldest.FirstSeen) _firstSeen.Remove(oldest.Identity);
        }

        if (!_firstSeen.TryAdd(identity, time)) return false;
        _byTime.Enqueue((identity, time));
        return true;
    }
}
