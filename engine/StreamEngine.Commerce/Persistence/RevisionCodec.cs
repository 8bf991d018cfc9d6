using StreamEngine.Commerce.Customers;
using StreamEngine.Commerce.Events;
using StreamEngine.Commerce.Outputs;
using StreamEngine.Commerce.Sessions;
using StreamEngine.Core.State;

namespace StreamEngine.Commerce.Persistence;

/// <summary>Revisions of sessions, and sessions that go on after they were published as closed.</summary>
internal static class RevisionCodec
{
    private const int IsMerged = 1, HasMergedInto = 2, HasCurrency = 4, HasAbandonedCart = 8, IsBot = 16, All = 31;

    public static void Write(SessionRevisions revisions, RecordWriter output)
    {
        output.Number(revisions.Entries.Count);
        foreach (var (id, revision, start) in revisions.Entries)
        {
            output.Hash(id);
            output.Number(revision);
            output.Time(start);
        }

        output.Number(revisions.Reopened.Count);
        foreach (var session in revisions.Reopened) Write(session, output);
    }

    public static SessionRevisions Read(ref RecordReader input, Customer customer, TextPool texts)
    {
        var revisions = new SessionRevisions();
        for (var left = input.Count(); left > 0; left--)
            revisions.Entries.Add((input.Hash(), (int)input.Number(int.MaxValue), input.Time()));
        for (var left = input.Count(); left > 0; left--) revisions.Reopened.Add(ReadOne(ref input, customer, texts));
        return revisions;
    }

    private static void Write(SessionRecord session, RecordWriter output)
    {
        var parts = (session.IsMerged ? IsMerged : 0)
            | (session.MergedInto is not null ? HasMergedInto : 0)
            | (session.Currency is not null ? HasCurrency : 0)
            | (session.AbandonedCart ? HasAbandonedCart : 0)
            | (session.IsBot ? IsBot : 0);
        output.Number(parts);
        output.Hash(session.SessionId);
        if (session.MergedInto is { } into) output.Hash(into);
        output.Time(session.End);
        output.Signed(session.End - session.Start);
        output.Number(session.EventCount);
        output.Number(session.ProductViews);
        output.Number(session.CartAdds);
        output.Number(session.Checkouts);
        output.Number(session.Orders);
        output.Amount(session.Revenue);
        TextList.WriteIf(session.Currency, output);
        output.Number(session.Revision);
    }

    private static SessionRecord ReadOne(ref RecordReader input, Customer customer, TextPool texts)
    {
        var parts = (int)input.Number(All);
        var session = new SessionRecord
        {
            SessionId = input.Hash(), CustomerKey = customer.Key, IsMerged = (parts & IsMerged) != 0,
            AbandonedCart = (parts & HasAbandonedCart) != 0, IsBot = (parts & IsBot) != 0,
        };
        if ((parts & HasMergedInto) != 0) session.MergedInto = input.Hash();
        session.End = input.Time();
        session.Start = unchecked(session.End - input.Signed());
        session.EventCount = (int)input.Number(int.MaxValue);
        session.ProductViews = (int)input.Number(int.MaxValue);
        session.CartAdds = (int)input.Number(int.MaxValue);
        session.Checkouts = (int)input.Number(int.MaxValue);
        session.Orders = (int)input.Number(int.MaxValue);
        session.Revenue = input.Amount();
        session.Currency = TextList.ReadIf(parts, HasCurrency, ref input, texts);
        session.Revision = (int)input.Number(int.MaxValue);
        return session;
    }
}
