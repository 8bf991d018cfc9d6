using StreamEngine.Commerce.Customers;
using StreamEngine.Commerce.Outputs;
using StreamEngine.Core.Hashing;
using StreamEngine.Core.Keyed;
using StreamEngine.Core.Operators.SessionWindow;

namespace StreamEngine.Commerce.Sessions;

/// <summary>
/// Publishes closed sessions; after a late event only what changed: sessions with other figures, new ones, and those
/// that became part of another.
/// </summary>
internal sealed class SessionPublisher
{
    private readonly KeyedScope<Customer> _scope;
    private readonly IShopOutput _output;
    private readonly SessionRecord _record = new();
    private readonly List<SessionRecord> _before = [];
    private readonly List<SessionRecord> _after = [];

    public SessionPublisher(KeyedScope<Customer> scope, IShopOutput output) => (_scope, _output) = (scope, output);

    /// <summary>How many closed sessions were published for the first time.</summary>
    public long Closed { get; private set; }

    public void OnSession(SessionElement<SessionFacts> element)
    {
        if (!element.IsClosed) return;
        switch (_scope.Phase)
        {
            case FoldPhase.Live:
                Fill(_record, element.Session);
                PublishClosed(_record);
                break;
            case FoldPhase.TakeBack:
                _before.Add(Fill(new SessionRecord(), element.Session));
                break;
            case FoldPhase.Restate:
                _after.Add(Fill(new SessionRecord(), element.Session));
                break;
        }
    }

    /// <summary>Publishes the differences between what was said before a late event and what holds with it.</summary>
    public void PublishDifferences(Customer customer)
    {
        foreach (var old in _before)
            if (!_after.Exists(s => s.SessionId == old.SessionId)) TakeBack(customer, old);
        TakeBackReopened(customer);
        foreach (var session in _after)
        {
            var old = _before.Find(s => s.SessionId == session.SessionId);
            if (old is null || !session.SaysTheSameAs(old)) PublishClosed(session, old is not null);
        }

        _before.Clear();
        _after.Clear();
    }

    /// <summary>A session that was published, goes on, and has now become part of another.</summary>
    private void TakeBackReopened(Customer customer)
    {
        if (customer.Revisions is not { Reopened.Count: > 0 } revisions) return;
        var open = customer.Fold.Session;
        foreach (var old in revisions.Reopened.ToList())
        {
            if (open.IsOpen && SessionRules.IdOf(customer, open.Start) == old.SessionId) continue;
            revisions.Reopened.Remove(old);
            if (!_after.Exists(s => s.SessionId == old.SessionId)) TakeBack(customer, old);
        }
    }

    private void TakeBack(Customer customer, SessionRecord old)
    {
        var revisions = customer.Revisions ??= new SessionRevisions();
        var revision = revisions.Of(old.SessionId);
        var open = customer.Fold.Session;
        if (open.IsOpen && SessionRules.IdOf(customer, open.Start) == old.SessionId)
        {
            // It goes on: what is published when it closes is a correction.
            revisions.Set(old.SessionId, revision, old.Start);
            revisions.Reopened.Add(old);
            return;
        }

        old.IsMerged = true;
        old.MergedInto = _after.Find(s => s.Start <= old.Start && old.Start <= s.End)?.SessionId
            ?? (open.IsOpen && open.Start <= old.Start ? SessionRules.IdOf(customer, open.Start) : null);
        old.Revision = revision + 1;
        revisions.Set(old.SessionId, old.Revision, old.Start);
        _output.Publish(old);
    }

    private void PublishClosed(SessionRecord session, bool wasPublished = false)
    {
        var customer = _scope.State;
        var known = customer.Revisions?.Knows(session.SessionId) == true;
        session.Revision = known ? customer.Revisions!.Of(session.SessionId) + 1 : wasPublished ? 2 : 1;
        customer.Revisions?.Close(session.SessionId);
        if (session.Revision > 1)
            (customer.Revisions ??= new SessionRevisions()).Set(session.SessionId, session.Revision, session.Start);
        else
            Closed++;
        _output.Publish(session);
    }

    private SessionRecord Fill(SessionRecord record, in SessionSlot<SessionFacts> session)
    {
        ref readonly var facts = ref session.Value;
        record.SessionId = SessionRules.IdOf(_scope.State, session.Start);
        record.CustomerKey = _scope.State.Key;
        record.IsMerged = false;
        record.MergedInto = null;
        record.Start = session.Start;
        record.End = session.End;
        record.EventCount = session.Count;
        record.ProductViews = facts.ProductViews;
        record.CartAdds = facts.CartAdds;
        record.Checkouts = facts.Checkouts;
        record.Orders = facts.Orders;
        record.Revenue = facts.Revenue;
        record.Currency = facts.Currency;
        record.AbandonedCart = facts.UnorderedCarts > 0;
        record.IsBot = facts.IsBot;
        return record;
    }
}
