namespace StreamEngine.Core.Operators.SessionWindow;

/// <summary>The session of a key: part of its fold.</summary>
public struct SessionSlot<TValue>
{
    /// <summary>True while the session is open.</summary>
    public bool IsOpen;

    /// <summary>Times of its first and last event.</summary>
    public long Start, End;

    /// <summary>How many events opened or extended it.</summary>
    public int Count;

    /// <summary>How many sessions in a row before this one were cut by the cap.</summary>
    public int CutsBefore;

    /// <summary>What the accumulator made of the events.</summary>
    public TValue Value;

    /// <summary>
    /// While a late event is a session of its own: the session that it lies in, which goes on afterwards. Both begin
    /// and end at one moment, so that this is null whenever the key is at rest.
    /// </summary>
    internal SessionSlot<TValue>[]? Aside;

    /// <summary>True for a session that a late event is alone.</summary>
    public readonly bool IsAlone => Aside is not null;
}

/// <summary>Takes an event into the value of its session.</summary>
public delegate void SessionAccumulator<TValue, in TEvent>(ref SessionSlot<TValue> session, TEvent next);

/// <summary>A session opened or closed. Reused: valid during <c>OnNext</c> only.</summary>
public sealed class SessionElement<TValue>
{
    /// <summary>True where it closed, false where it opened.</summary>
    public bool IsClosed { get; internal set; }

    /// <summary>True where the cap cut it, not a gap.</summary>
    public bool CutByCap { get; internal set; }

    /// <summary>The session as it stands.</summary>
    public SessionSlot<TValue> Session;
}
