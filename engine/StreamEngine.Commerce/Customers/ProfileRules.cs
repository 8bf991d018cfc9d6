using StreamEngine.Commerce.Events;
using StreamEngine.Commerce.Governance;
using StreamEngine.Schemas.Events;

namespace StreamEngine.Commerce.Customers;

/// <summary>What a customer's events say about the customer: where they are, what they allow, how they felt.</summary>
internal static class ProfileRules
{
    public static void Apply(ShopFold fold, ShopEvent next, TextPool texts)
    {
        // Nearly every event states the zone and country that the one before stated: only others are looked up.
        if (IsNews(next, next.TimeZone, fold.TimeZone))
        {
            var name = texts.Get(next.Text(next.TimeZone));
            if (name != fold.TimeZone && QuietHours.ZoneOf(name) is not null) fold.TimeZone = name;
        }

        if (IsNews(next, next.Country, fold.Country)) fold.Country = texts.Get(next.Text(next.Country));
        switch (next.Type)
        {
            case EventType.ConsentChanged when IsMarketing(next):
                fold.Consent = next.Granted == true ? Consent.Granted : Consent.Revoked;
                break;
            case EventType.ErasureRequested:
                fold.IsErased = true;
                break;
            case EventType.Feedback when next.Rating > 0:
                fold.Rating = next.Rating;
                fold.RatedAt = next.Time;
                break;
        }
    }

    private static bool IsNews(ShopEvent next, Slice stated, string? known) =>
        !stated.IsEmpty && !TextPool.IsPlainly(next.Text(stated), known);

    /// <summary>True where the consent is about marketing; another purpose changes nothing here.</summary>
    public static bool IsMarketing(ShopEvent next) => next.Text(next.Purpose).SequenceEqual("marketing"u8);
}
