using StreamEngine.Commerce.Customers;
using StreamEngine.Commerce.Events;
using StreamEngine.Commerce.Policies;
using StreamEngine.Commerce.Sessions;
using StreamEngine.Core.Hashing;
using StreamEngine.Core.Operators.SessionWindow;
using StreamEngine.Core.State;

namespace StreamEngine.Commerce.Persistence;

/// <summary>A fold within a customer's record.</summary>
internal static class FoldCodec
{
    private const int HasSession = 1, HasCuts = 2, HasBots = 4, HasCarts = 8, HasCheckouts = 16, HasAbsence = 32,
        HasTimeZone = 64, HasCountry = 128, HasConsent = 256, IsErased = 512, HasRating = 1024, HasOrder = 2048,
        HasSerials = 4096, All = 8191;

    public static void Write(ShopFold fold, RecordWriter output)
    {
        var parts = PartsOf(fold);
        output.Number(parts);
        if ((parts & HasSession) != 0) WriteSession(fold, output);
        if ((parts & HasCuts) != 0) output.Number(fold.Session.CutsBefore);
        if ((parts & HasSerials) != 0)
        {
            output.Number(fold.LastCartSerial);
            output.Number(fold.LastChangeSerial);
            output.Number(fold.LastCheckoutSerial);
        }

        if ((parts & HasBots) != 0) WriteHashes(fold.BotSessions!, output);
        if ((parts & HasCarts) != 0) CartCodec.Write(fold.Carts!, output);
        if ((parts & HasCheckouts) != 0) CheckoutCodec.Write(fold.Checkouts!, output);
        if ((parts & HasAbsence) != 0) AbsenceCodec.Write(fold.Absence!, output);
        TextList.WriteIf(fold.TimeZone, output);
        TextList.WriteIf(fold.Country, output);
        if ((parts & HasConsent) != 0) output.Byte((byte)fold.Consent);
        if ((parts & HasRating) != 0)
        {
            output.Number(fold.Rating);
            output.Time(fold.RatedAt);
        }

        if ((parts & HasOrder) != 0) output.Time(fold.LastOrderAt);
    }

    public static ShopFold Read(ref RecordReader input, Customer customer, TextPool texts, PolicyHistory policies)
    {
        var parts = (int)input.Number(All);
        var fold = new ShopFold();
        if ((parts & HasSession) != 0) ReadSession(ref input, fold, texts);
        if ((parts & HasCuts) != 0) fold.Session.CutsBefore = (int)input.Number(int.MaxValue);
        if ((parts & HasSerials) != 0)
        {
            fold.LastCartSerial = input.Number();
            fold.LastChangeSerial = input.Number();
            fold.LastCheckoutSerial = input.Number();
        }

        if ((parts & HasBots) != 0) fold.BotSessions = ReadHashes(ref input);
        if ((parts & HasCarts) != 0) fold.Carts = CartCodec.Read(ref input, texts);
        if ((parts & HasCheckouts) != 0) fold.Checkouts = CheckoutCodec.Read(ref input, texts);
        if ((parts & HasAbsence) != 0) fold.Absence = AbsenceCodec.Read(ref input, texts, policies);
        fold.TimeZone = TextList.ReadIf(parts, HasTimeZone, ref input, texts);
        fold.Country = TextList.ReadIf(parts, HasCountry, ref input, texts);
        if ((parts & HasConsent) != 0) fold.Consent = (Consent)input.Byte();
        fold.IsErased = (parts & IsErased) != 0;
        if ((parts & HasRating) != 0)
        {
            fold.Rating = (int)input.Number(int.MaxValue);
            fold.RatedAt = input.Time();
        }

        if ((parts & HasOrder) != 0) fold.LastOrderAt = input.Time();
        return fold;
    }

    private static int PartsOf(ShopFold fold) =>
        (fold.Session.IsOpen ? HasSession : 0)
        | (fold.Session.CutsBefore != 0 ? HasCuts : 0)
        | (fold.LastCartSerial != 0 || fold.LastChangeSerial != 0 || fold.LastCheckoutSerial != 0 ? HasSerials : 0)
        | (fold.BotSessions is { Count: > 0 } ? HasBots : 0)
        | (fold.Carts is { Count: > 0 } ? HasCarts : 0)
        | (fold.Checkouts is { Count: > 0 } ? HasCheckouts : 0)
        | (fold.Absence is { Armed.Count: > 0 } or { Spent.Count: > 0 } ? HasAbsence : 0)
        | (fold.TimeZone is not null ? HasTimeZone : 0)
        | (fold.Country is not null ? HasCountry : 0)
        | (fold.Consent != Consent.Unknown ? HasConsent : 0)
        | (fold.IsErased ? IsErased : 0)
        | (fold.Rating != 0 || fold.RatedAt != 0 ? HasRating : 0)
        | (fold.LastOrderAt != 0 ? HasOrder : 0);

    private const int HasRevenue = 1, HasCurrency = 2, HasTouchedCart = 4, HasLongDwell = 8, IsBot = 16, HasCounts = 32,
        HasOrigin = 64, AllFacts = 127;

    /// <summary>The times of its events matter while a session is open: the next one begins with none.</summary>
    private static void WriteSession(ShopFold fold, RecordWriter output)
    {
        ref readonly var session = ref fold.Session;
        ref readonly var facts = ref session.Value;
        var parts = (facts.Revenue != 0 || facts.Orders != 0 ? HasRevenue : 0)
            | (facts.Currency is not null ? HasCurrency : 0)
            | (facts.TouchedCart ? HasTouchedCart : 0)
            | (facts.HasLongDwell ? HasLongDwell : 0)
            | (facts.IsBot ? IsBot : 0)
            | (facts.Origin is not null ? HasOrigin : 0)
            | (facts.CartAdds + facts.Checkouts + facts.Orders + facts.UnorderedCarts != 0 ? HasCounts : 0);
        output.Number(parts);
        output.Time(session.End);
        output.Number(session.End - session.Start);
        output.Number(session.Count);
        output.Number(facts.ProductViews);
        if ((parts & HasCounts) != 0)
        {
            output.Number(facts.CartAdds);
            output.Number(facts.Checkouts);
            output.Number(facts.Orders);
            output.Signed(facts.UnorderedCarts);
        }

        if ((parts & HasRevenue) != 0) output.Amount(facts.Revenue);
        TextList.WriteIf(facts.Currency, output);
        if (facts.Origin is { } origin) OriginCodec.Write(origin, output);
        output.Number(fold.Recent.Count);
        var before = session.End;
        foreach (var time in fold.Recent.Times())
        {
            output.Signed(time - before);
            before = time;
        }
    }

    private static void ReadSession(ref RecordReader input, ShopFold fold, TextPool texts)
    {
        var parts = (int)input.Number(AllFacts);
        var end = input.Time();
        var session = new SessionSlot<SessionFacts> { IsOpen = true, End = end };
        session.Start = unchecked(end - input.Number());
        session.Count = (int)input.Number(int.MaxValue);
        ref var facts = ref session.Value;
        facts.ProductViews = (int)input.Number(int.MaxValue);
        if ((parts & HasCounts) != 0)
        {
            facts.CartAdds = (int)input.Number(int.MaxValue);
            facts.Checkouts = (int)input.Number(int.MaxValue);
            facts.Orders = (int)input.Number(int.MaxValue);
            facts.UnorderedCarts = (int)input.Signed();
        }

        if ((parts & HasRevenue) != 0) facts.Revenue = input.Amount();
        facts.Currency = TextList.ReadIf(parts, HasCurrency, ref input, texts);
        if ((parts & HasOrigin) != 0) facts.Origin = OriginCodec.Read(ref input, texts);
        facts.TouchedCart = (parts & HasTouchedCart) != 0;
        facts.HasLongDwell = (parts & HasLongDwell) != 0;
        facts.IsBot = (parts & IsBot) != 0;
        fold.Session = session;
        var time = end;
        for (var left = input.Count(); left > 0; left--) fold.Recent.Restore(time = unchecked(time + input.Signed()));
    }

    private static void WriteHashes(List<Hash128> hashes, RecordWriter output)
    {
        output.Number(hashes.Count);
        foreach (var hash in hashes) output.Hash(hash);
    }

    private static List<Hash128> ReadHashes(ref RecordReader input)
    {
        var hashes = new List<Hash128>();
        for (var left = input.Count(); left > 0; left--) hashes.Add(input.Hash());
        return hashes;
    }
}
