using StreamEngine.Commerce.Abandonment;
using StreamEngine.Commerce.Carts;
using StreamEngine.Commerce.Customers;
using StreamEngine.Commerce.Policies;
using StreamEngine.Commerce.Sessions;
using StreamEngine.Core.Keyed;
using StreamEngine.Core.Operators;
using StreamEngine.Core.Operators.Absence;
using StreamEngine.Core.Operators.SessionWindow;
using StreamEngine.Core.Operators.TumblingAggregate;

namespace StreamEngine.Commerce.Kpis;

/// <summary>
/// Books what sessions, carts and triggers mean for the figures. While a late event is folded in, every fact comes
/// twice: taken back as it was, then as it is, so that the difference remains.
/// </summary>
internal sealed class FigureBookings : HotOperator<Booking<FigureKey>>
{
    private static readonly Grain[] DistinctGrains = [Grain.Day, Grain.Month, Grain.All];

    private readonly KeyedScope<Customer> _scope;
    private readonly ShopPolicy _policy;
    private readonly Calendar _calendar;

    public FigureBookings(KeyedScope<Customer> scope, ShopPolicy policy, Calendar calendar) =>
        (_scope, _policy, _calendar) = (scope, policy, calendar);

    public void OnSession(SessionElement<SessionFacts> element)
    {
        if (!element.IsClosed || element.Session.Value.IsBot || _scope.Weight == 0) return;
        var start = element.Session.Start;
        var converted = element.Session.Value.Orders > 0 ? 1 : 0;
        Count(Figure.Sessions, start, _scope.Weight);
        Count(Figure.ConvertedSessions, start, _scope.Weight * converted);
        CountByOrigin(element.Session.Value.Origin!, start, _scope.Weight, converted);
        foreach (var grain in DistinctGrains) CountVisitor(grain, start, converted);
    }

    public void OnCart(CartFact fact)
    {
        var weight = _scope.Weight;
        if (weight == 0) return;
        switch (fact.Kind)
        {
            case CartFactKind.Created:
                Count(Figure.Carts, fact.Cart!.CreatedAt, weight);
                Count(Figure.AbandonedCarts, fact.Cart.CreatedAt, weight);
                break;
            case CartFactKind.Ordered when IsInTime(fact.Cart!):
                Count(Figure.AbandonedCarts, fact.Cart!.CreatedAt, -weight);
                break;
            case CartFactKind.Emptied or CartFactKind.MergedAway when IsInTime(fact.Cart!):
                Count(Figure.Carts, fact.Cart!.CreatedAt, -weight);
                Count(Figure.AbandonedCarts, fact.Cart.CreatedAt, -weight);
                break;
            case CartFactKind.CheckoutCounted:
                Count(Figure.Checkouts, fact.StartedAt, weight);
                Count(Figure.AbandonedCheckouts, fact.StartedAt, weight);
                break;
            case CartFactKind.CheckoutAdvanced when IsInTime(fact.StartedAt) && fact.Before != fact.After:
                CountLeft(fact.Before, fact.StartedAt, -weight);
                CountLeft(fact.After, fact.StartedAt, weight);
                break;
            case CartFactKind.CheckoutOrdered:
                Count(Figure.AbandonedCheckouts, fact.StartedAt, -weight);
                CountLeft(fact.Before, fact.StartedAt, -weight);
                break;
        }
    }

    public void OnDecision(AbsenceElement element)
    {
        var firedAt = element.Decision.At;
        switch (element.Outcome)
        {
            case AbsenceOutcome.Fired:
                Count(Figure.Triggers, firedAt, 1);
                Count(Figure.RecoveredTriggers, firedAt, 0);
                break;
            case AbsenceOutcome.Recovered:
                Count(Figure.RecoveredTriggers, firedAt, 1);
                break;
            case AbsenceOutcome.Retracted:
                Count(Figure.Triggers, firedAt, -1);
                if (element.Decision.IsRecovered) Count(Figure.RecoveredTriggers, firedAt, -1);
                break;
        }
    }

    private bool IsInTime(Cart cart) => IsInTime(cart.CreatedAt);

    private bool IsInTime(long since) => _scope.Now - since <= _policy.Kpis.CartHorizonMs;

    private void CountByOrigin(Origin origin, long start, int weight, int converted)
    {
        foreach (var dimension in Origins.Dimensions)
        {
            var value = origin.ValueOf(dimension);
            Book(Figure.Sessions, Grain.Day, start, weight, dimension, value);
            Book(Figure.ConvertedSessions, Grain.Day, start, weight * converted, dimension, value);
        }
    }

    /// <summary>
    /// A checkout that is not ordered counts at its last step and for its last error, as they stand in time.
    /// </summary>
    private void CountLeft(CheckoutStanding? standing, long startedAt, int weight)
    {
        if (standing is not { } left) return;
        Book(Figure.AbandonedCheckouts, Grain.Day, startedAt, weight, Dimension.Reason, ValueOf(left.Reason));
        Book(Figure.AbandonedCheckouts, Grain.Day, startedAt, weight, Dimension.Step, ValueOf(left.Step));
    }

    private static string ValueOf(string text) => Breakdowns.Clean(text) ?? Breakdowns.Unstated;

    private void CountVisitor(Grain grain, long start, int converted)
    {
        var window = _calendar.WindowOf(grain, start);
        var active = _scope.State.Active ??= new ActiveWindows();
        var change = active.Add(grain, window.Start, window.End, _scope.Weight, _scope.Weight * converted);
        if (change.Active != 0) Book(Figure.Visitors, grain, start, change.Active);
        if (change.Converted != 0 || change.Active != 0) Book(Figure.ConvertedVisitors, grain, start, change.Converted);
    }

    private void Count(Figure figure, long time, int amount) => Book(figure, Grain.Minute, time, amount);

    private void Book(
        Figure figure, Grain grain, long time, int amount,
        Dimension dimension = Dimension.None, string? value = null) =>
        Emit(new Booking<FigureKey>(new FigureKey(figure, grain, View.Both, null, dimension, value), time, amount));
}
