namespace StreamEngine.Load.Shop;

/// <summary>What a generated shop looks like. Equal options give equal events.</summary>
public sealed record ShopOptions
{
    /// <summary>How many events come out, duplicates included; exactly that many.</summary>
    public long Events { get; init; } = 1_000_000;

    /// <summary>How many different people visit at most.</summary>
    public int Customers { get; init; } = 100_000;

    /// <summary>Chooses one of the possible histories.</summary>
    public ulong Seed { get; init; } = 1;

    /// <summary>Over how many days of event time the events spread; may be a fraction.</summary>
    public double Days { get; init; } = 7;

    /// <summary>The first moment of event time, milliseconds since the epoch; 2026-01-05T00:00:00Z, a Monday.</summary>
    public long StartMs { get; init; } = 1_767_571_200_000;

    /// <summary>An event that is not late arrives at most this many seconds after its time.</summary>
    public double DisorderSeconds { get; init; } = 2;

    /// <summary>Share of events that arrive a minute to twelve hours late, one in twenty after 72 hours.</summary>
    public double Late { get; init; } = 0.001;

    /// <summary>Share of events that arrive a second time.</summary>
    public double Duplicates { get; init; } = 0.002;

    /// <summary>Share of events that a reader must refuse.</summary>
    public double Broken { get; init; } = 0.0005;

    /// <summary>Share of people who never say who they are.</summary>
    public double Anonymous { get; init; } = 0.6;

    /// <summary>
    /// True where everybody comes for the first time as early as can be, in four of five visits; else new people are
    /// spread over the whole time.
    /// </summary>
    public bool NewPeopleFirst { get; init; }

    /// <summary>The options that are out of range, a sentence each; empty when all is well.</summary>
    public IReadOnlyList<string> Violations()
    {
        var found = new List<string>();
        Check(Events is >= 1 and <= ShopLimits.Events, $"events must lie between 1 and {ShopLimits.Events}");
        Check(Customers is >= 1 and <= ShopLimits.Customers,
            $"customers must lie between 1 and {ShopLimits.Customers}");
        Check(Days is > 0 and <= ShopLimits.Days, $"days must be above 0 and at most {ShopLimits.Days}");
        Check(StartMs is >= 946_684_800_000 and < 3_786_912_000_000, "start must lie between the years 2000 and 2089");
        Check(DisorderSeconds is >= 0 and <= ShopLimits.DisorderSeconds,
            $"disorder must lie between 0 and {ShopLimits.DisorderSeconds} seconds");
        Share(Late, "late");
        Share(Duplicates, "duplicates");
        Share(Broken, "broken");
        Check(Anonymous is >= 0 and <= 1, "anonymous must lie between 0 and 1");
        return found;

        void Share(double value, string name) =>
            Check(value is >= 0 and <= ShopLimits.Share, $"{name} must lie between 0 and 0.5");

        void Check(bool holds, string sentence)
        {
            if (!holds) found.Add(sentence);
        }
    }
}
