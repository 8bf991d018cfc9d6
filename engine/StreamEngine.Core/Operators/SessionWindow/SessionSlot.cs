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
