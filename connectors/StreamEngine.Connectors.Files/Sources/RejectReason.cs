namespace StreamEngine.Connectors.Files.Sources;

/// <summary>
/// Why a row was refused. The numbers are the order in which reasons apply: of several flaws of a row the lowest is its
/// verdict (docs/domain.md, "Time and order").
/// </summary>
public enum RejectReason : byte
{
    /// <summary>Not readable as the format, or a field is not of its kind.</summary>
    Malformed = 0,

    /// <summary>A required field is absent, null or empty.</summary>
    MissingField = 1,

    /// <summary>A type of event that is not known, or not of its topic.</summary>
    UnknownType = 2,

    /// <summary>A line, text, group or event beyond its limit.</summary>
    TooLarge = 3,

    /// <summary>Neither a valid customer id nor a valid anonymous id.</summary>
    NoIdentity = 4,

    /// <summary>A quantity that is not a whole number above 0.</summary>
    InvalidQuantity = 5,

    /// <summary>An amount that is not a number, is negative, or is too large.</summary>
    InvalidAmount = 6,

    /// <summary>A time before 2000 or from 2100 on.</summary>
    ImplausibleTimestamp = 7,
}

/// <summary>How reasons are written.</summary>
public static class RejectReasons
{
    /// <summary>The name of the reason in dead letters and metrics.</summary>
    public static string Name(this RejectReason reason) => reason switch
    {
        RejectReason.Malformed => "malformed",
        RejectReason.MissingField => "missing_field",
        RejectReason.UnknownType => "unknown_type",
        RejectReason.TooLarge => "too_large",
        RejectReason.NoIdentity => "no_identity",
        RejectReason.InvalidQuantity => "invalid_quantity",
        RejectReason.InvalidAmount => "invalid_amount",
        RejectReason.ImplausibleTimestamp => "implausible_timestamp",
        _ => throw new ArgumentOutOfRangeException(nameof(reason), reason, null),
    };

    /// <summary>The stage at which the reason is found: <c>decode</c> or <c>validate</c>.</summary>
    public static string Stage(this RejectReason reason) =>
        reason <= RejectReason.TooLarge ? "decode" : "validate";
}
