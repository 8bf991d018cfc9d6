using StreamEngine.Core.Hashing;
using StreamEngine.Core.Time;

namespace StreamEngine.Core.Keyed;

/// <summary>
/// The state of one key. A pipeline derives its own from it and splits its fields in two: the <i>fold</i> (a function
/// of the key's events, folded anew from <see cref="Log"/> when an event comes late) and what is <i>remembered</i> for
/// good (decisions once made). See docs/adr/0002.
/// </summary>
public abstract class KeyedState
{
    protected KeyedState(Hash128 id, byte[] key)
    {
        Id = id;
        Key = key;
    }

    /// <summary>The hash of <see cref="Key"/>.</summary>
    public Hash128 Id { get; }

    /// <summary>The key's bytes.</summary>
    public byte[] Key { get; }

    /// <summary>The recent events of the key in fold order, for corrections and deduplication.</summary>
    public EventLog Log;

    /// <summary>Every timer due before this time is settled and part of the base; it never goes back.</summary>
    public long BaseTime = EventTime.Min;

    /// <summary>
    /// The last step of the fold: an event's time and rank, or a settled timer's due time and rank 255.
    /// </summary>
    public long FoldedTime = EventTime.Min;
    public byte FoldedRank;

    /// <summary>Where the timer index has this key; Max where it has not.</summary>
    internal long IndexedDue = EventTime.Max;

    /// <summary>True where the state was touched since the last snapshot of changes.</summary>
    internal bool Changed;

    internal const byte TimerRank = byte.MaxValue;

    internal bool IsBehind(long time, byte rank) =>
        time < FoldedTime || (time == FoldedTime && rank < FoldedRank);
}
