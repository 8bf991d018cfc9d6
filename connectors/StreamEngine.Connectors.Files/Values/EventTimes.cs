namespace StreamEngine.Connectors.Files.Values;

/// <summary>Bounds of event times, in milliseconds since 1970-01-01T00:00:00Z.</summary>
internal static class EventTimes
{
    /// <summary>2000-01-01T00:00:00Z, the first plausible time.</summary>
    public const long FirstPlausible = 946_684_800_000;

    /// <summary>2100-01-01T00:00:00Z, the first time that is implausible again.</summary>
    public const long FirstImplausible = 4_102_444_800_000;

    /// <summary>What is farther away is read as this: implausible all the same, and far from overflowing.</summary>
    public const long Farthest = 8_640_000_000_000_000;

    public static bool IsPlausible(long time) => time is >= FirstPlausible and < FirstImplausible;

    public static long Clamp(long time) => Math.Clamp(time, -Farthest, Farthest);
}
