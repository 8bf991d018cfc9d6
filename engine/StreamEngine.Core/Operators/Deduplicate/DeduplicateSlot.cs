namespace StreamEngine.Core.Operators.Deduplicate;

/// <summary>The identities seen for a key and when each was seen first: part of its fold.</summary>
public sealed class DeduplicateSlot
{
    private readonly Queue<(ulong Identity, long FirstSeen)> _byTime;
    private readonly HashSet<ulong> _remembered = [];

    /// <summary>A slot that remembers nothing.</summary>
    public DeduplicateSlot() => _byTime = new();

    /// <summary>A slot that remembers what another one did: how it is copied, and read from stored state.</summary>
    /// <param name="entries">The other slot's <see cref="Entries"/>.</param>
    public DeduplicateSlot(IEnumerable<(ulong Identity, long FirstSeen)> entries)
    {
        _byTime = new(entries);
        foreach (var (identity, _) in _byTime) _remembered.Add(identity);
    }

    /// <summary>How many identities are remembered.</summary>
    public int Count => _byTime.Count;

    /// <summary>The identities and when each was seen first, by that time.</summary>
    public IEnumerable<(ulong Identity, long FirstSeen)> Entries => _byTime;

    /// <summary>
    /// True where the identity is new at that time; a repetition does not extend the window of the first.
    /// </summary>
    internal bool Admit(ulong identity, long time, long windowMs)
    {
        while (_byTime.TryPeek(out var oldest) && time - oldest.FirstSeen > windowMs)
            _remembered.Remove(_byTime.Dequeue().Identity);
        if (!_remembered.Add(identity)) return false;
        _byTime.Enqueue((identity, time));
        return true;
    }
}
