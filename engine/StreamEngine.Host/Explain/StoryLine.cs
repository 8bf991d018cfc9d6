namespace StreamEngine.Host.Explain;

/// <summary>What a line of a story is about.</summary>
public enum StoryKind
{
    Event,
    Refused,
    Session,
    Cart,
    Checkout,
    Armed,
    Reset,
    Fired,
    Suppressed,
    Cancelled,
    Retracted,
    Recovered,
}

/// <summary>A line of a customer's story.</summary>
/// <param name="Time">The event time of what happened.</param>
/// <param name="Kind">What it is about.</param>
/// <param name="Text">What happened, for people.</param>
/// <param name="Why">The figures behind it; null where the text says all.</param>
/// <param name="Rule">The rule of a decision; null where it fired.</param>
/// <param name="Source">Input and line of an event.</param>
/// <param name="IsLate">True where it came, or was said, after time had moved on.</param>
public sealed record StoryLine(
    long Time, StoryKind Kind, string Text, string? Why = null, string? Rule = null, string? Source = null,
    bool IsLate = false)
{
    /// <summary>The JSON of the session, trigger or decision that was published with it.</summary>
    public string? Published { get; init; }
}
