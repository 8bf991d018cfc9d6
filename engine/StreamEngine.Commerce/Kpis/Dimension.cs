namespace StreamEngine.Commerce.Kpis;

/// <summary>What a figure is broken down by. Stored in state: never renumber.</summary>
public enum Dimension : byte
{
    /// <summary>The whole.</summary>
    None = 0,

    /// <summary>Whether a cancellation or refund is linked to its order; only <c>false</c> has a line.</summary>
    Linked = 1,

    /// <summary>Where the session began or the order was placed.</summary>
    Channel = 2,
    Country = 3,
    Campaign = 4,

    /// <summary>Why an order was cancelled, money went back or a checkout was left.</summary>
    Reason = 5,

    /// <summary>The last step of a checkout that was left.</summary>
    Step = 6,
}

/// <summary>Names and values of breakdowns (docs/domain.md, "KPIs").</summary>
public static class Breakdowns
{
    /// <summary>The value of what the shop states nothing about.</summary>
    public const string Unstated = "unstated";

    /// <summary>The value that takes in what is beyond the limit of values.</summary>
    public const string Other = "other";

    /// <summary>The value of what no order is known for.</summary>
    public const string NotLinked = "false";

    /// <summary>The name as it stands in the breakdown of a line.</summary>
    public static string NameOf(Dimension dimension) => dimension switch
    {
        Dimension.Linked => "linked",
        Dimension.Channel => "channel",
        Dimension.Country => "country",
        Dimension.Campaign => "campaign",
        Dimension.Reason => "reason",
        Dimension.Step => "step",
        _ => throw new ArgumentOutOfRangeException(nameof(dimension), dimension, "the whole has no name"),
    };

    /// <summary>True where values are free text, so that their number has to be limited.</summary>
    public static bool IsFreeText(Dimension dimension) => dimension >= Dimension.Country;

    /// <summary>
    /// A text as a value: without blanks around it, cut to <see cref="Limits.MaxBreakdownLength"/> characters, null
    /// where nothing is left.
    /// </summary>
    public static string? Clean(string? text)
    {
        if (text is null) return null;
        var trimmed = text.AsSpan().Trim();
        if (trimmed.IsEmpty) return null;
        if (trimmed.Length > Limits.MaxBreakdownLength)
        {
            var length = char.IsHighSurrogate(trimmed[Limits.MaxBreakdownLength - 1])
                ? Limits.MaxBreakdownLength - 1
                : Limits.MaxBreakdownLength;
            trimmed = trimmed[..length].TrimEnd();
        }

        return trimmed.Length == text.Length ? text : trimmed.ToString();
    }
}
