namespace StreamEngine.Load.Shop;

/// <summary>Every bound of the generator, in one place.</summary>
internal static class ShopLimits
{
    public const long Events = 10_000_000_000;
    public const int Customers = 100_000_000;
    public const double Days = 3660;
    public const double DisorderSeconds = 3600;
    public const double Share = 0.5;

    public const int Products = 10_000;
    public const int CartLines = 12;
    public const int LineQuantity = 20;

    public const long SecondMs = 1000;
    public const long MinuteMs = 60 * SecondMs;
    public const long HourMs = 60 * MinuteMs;
    public const long DayMs = 24 * HourMs;

    /// <summary>A late event arrives at least this long after its time: well behind a watermark.</summary>
    public const long LateMinMs = MinuteMs;

    /// <summary>Most late events arrive within this time, inside the usual allowance.</summary>
    public const long LateMaxMs = 12 * HourMs;

    /// <summary>The few that miss the usual allowance of 72 hours arrive between these two.</summary>
    public const long VeryLateMinMs = 73 * HourMs;
    public const long VeryLateMaxMs = 96 * HourMs;
}
