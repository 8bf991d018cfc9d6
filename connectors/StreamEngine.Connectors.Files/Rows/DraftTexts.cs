using StreamEngine.Connectors.Files.Sources;
using StreamEngine.Connectors.Files.Values;
using StreamEngine.Schemas.Events;

namespace StreamEngine.Connectors.Files.Rows;

/// <summary>Reads fields of rows, noting flaws in the draft.</summary>
internal static class DraftTexts
{
    /// <summary>Text as it stands; null where empty. A text beyond what a record may carry is a flaw.</summary>
    public static string? Text(this EventDraft draft, TextPool texts, ReadOnlySpan<byte> value, string field)
    {
        if (value.IsEmpty) return null;
        if (value.Length <= Schemas.Limits.TextBytes) return texts.Get(value);
        draft.Fail(RejectReason.TooLarge, $"{field} is longer than {Schemas.Limits.TextBytes} bytes.");
        return null;
    }

    /// <summary>As <see cref="Text"/>; empty is a flaw and read as "".</summary>
    public static string RequiredText(this EventDraft draft, TextPool texts, ReadOnlySpan<byte> value, string field)
    {
        if (value.IsEmpty) draft.Missing(field);
        return draft.Text(texts, value, field) ?? "";
    }

    /// <summary>A whole number; anything else is a flaw and read as 0.</summary>
    public static long Quantity(this EventDraft draft, ReadOnlySpan<byte> value, string field)
    {
        if (value.IsEmpty) draft.Missing(field);
        else if (Amounts.TryParseWhole(value, out var quantity)) return quantity;
        else draft.Fail(RejectReason.InvalidQuantity, $"{field} is not a whole number of 64 bits.");
        return 0;
    }

    /// <summary>An amount; null where empty. What is not a number, or too large, is a flaw.</summary>
    public static decimal? Amount(this EventDraft draft, ReadOnlySpan<byte> value, string field)
    {
        if (value.IsEmpty) return null;
        if (Amounts.TryParse(value, out var amount)) return amount;
        draft.Fail(RejectReason.InvalidAmount, $"{field} is not a number below {Amounts.Bound}.");
        return null;
    }

    /// <summary>Notes that a field is absent, null or empty.</summary>
    public static void Missing(this EventDraft draft, string field) =>
        draft.Fail(RejectReason.MissingField, $"{field} is missing.");

    /// <summary>Notes an implausible time; for rows of groups, which nothing behind the connector can judge.</summary>
    public static void RequirePlausible(this EventDraft draft, long time, string field)
    {
        if (!EventTimes.IsPlausible(time))
            draft.Fail(RejectReason.ImplausibleTimestamp, $"{field} is before 2000 or from 2100 on.");
    }

    /// <summary>Notes that neither id is valid; for rows of groups, whose event has another row's customer.</summary>
    public static void RequireIdentity(this EventDraft draft)
    {
        if (!CustomerKey.TryMake(draft.Event.CustomerId, draft.Event.AnonymousId, out _)) draft.NoIdentity();
    }

    /// <summary>Notes that neither id is valid.</summary>
    public static void NoIdentity(this EventDraft draft) =>
        draft.Fail(RejectReason.NoIdentity, "Neither customerId nor anonymousId is a valid id.");
}
