using System.Buffers;
using StreamEngine.Core.Hashing;

namespace StreamEngine.Core.Keyed;

/// <summary>What a pipeline tells the engine about its state and its events.</summary>
public interface IKeyedLogic<TState, TEvent>
    where TState : KeyedState
    where TEvent : class, IKeyedEvent
{
    /// <summary>A new state for a key without history.</summary>
    TState Create(Hash128 id, byte[] key);

    /// <summary>Replaces the fold by a copy of the base, and returns the fold that was there.</summary>
    object RewindToBase(TState state);

    /// <summary>
    /// Makes the base the fold, to be moved on and made the base again: nobody needs it as it was, so that it need not
    /// be copied. Returns the fold that was there.
    /// </summary>
    object TakeBase(TState state) => RewindToBase(state);

    /// <summary>Puts a fold back that <see cref="RewindToBase"/> or <see cref="TakeBase"/> returned.</summary>
    void PutBack(TState state, object fold);

    /// <summary>Makes the present fold the base.</summary>
    void MakeBase(TState state);

    /// <summary>
    /// Writes what folding the event again needs; time, rank, identity and marks are kept by the engine.
    /// </summary>
    void Write(TEvent source, TState state, IBufferWriter<byte> output);

    /// <summary>Reads what <see cref="Write"/> wrote into the reused event.</summary>
    void Read(ReadOnlySpan<byte> bytes, TState state, TEvent target);

    /// <summary>
    /// The last judgement before an event counts, against the fold as of its time; for instance a mixed currency.
    /// </summary>
    Admission Judge(TState state, TEvent candidate);

    /// <summary>
    /// True where <see cref="Judge"/> looks at the fold, so that a late event must be judged in its place.
    /// </summary>
    bool IsJudgedByFold(TEvent candidate);

    /// <summary>Called after the base moved: the place to forget what no late event can reach any more.</summary>
    void Tidy(TState state);

    /// <summary>
    /// When a key that nothing more happens to is forgotten altogether, ms of event time; Max means never. It must
    /// not be before a timer of the key, nor so early that a late event could still reach it.
    /// </summary>
    long ExpiresAt(TState state) => Time.EventTime.Max;
}

/// <summary>Whether an event counts: processed, a duplicate, or refused for a reason.</summary>
public readonly record struct Admission(AdmissionKind Kind, string? Reason = null, string? Message = null)
{
    /// <summary>The event is processed.</summary>
    public static readonly Admission Accepted = new(AdmissionKind.Accepted);

    /// <summary>The event is a duplicate.</summary>
    public static readonly Admission Duplicate = new(AdmissionKind.Duplicate);
}

/// <summary>The kinds of <see cref="Admission"/>.</summary>
public enum AdmissionKind : byte { Accepted, Duplicate, Late, Refused }
