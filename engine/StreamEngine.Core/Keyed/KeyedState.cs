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

    /// <summary>What the state differs from: what was handed over last, and what the store has.</summary>
    internal StateMarks Marks;

    /// <summary>How many events of the key wait for the watermark: they refer to this very object.</summary>
    internal int Waiting;

    /// <summary>In which round of the task the key was touched last.</summary>
    internal int TouchedIn;

    /// <summary>The state that what waits for the key belongs to, where this one expired meanwhile.</summary>
    internal KeyedState? Heir;

    /// <summary>The rank of a settled timer as the last step of a fold.</summary>
    public const byte TimerRank = byte.MaxValue;

    internal bool IsBehind(long time, byte rank) =>
        time < FoldedTime || (time == FoldedTime && rank < FoldedRank);
}

/// <summary>What a state in memory differs from.</summary>
[Flags]
internal enum StateMarks : byte
{
    None = 0,

    /// <summary>Touched since the changes were handed over last.</summary>
    Changed = 1,

    /// <summary>Touched since it was read from the store or written to it.</summary>
    Unstored = 2,

    Touched = Changed | Unstored,
}
