using StreamEngine.Core.Operators;
using StreamEngine.Core.Operators.TumblingAggregate;
using StreamEngine.Core.Time;

namespace StreamEngine.Commerce.Kpis;

/// <summary>
/// Keeps the number of values of each breakdown within the limit: what is beyond it (<see cref="ValueLimit"/>) is
/// booked on <see cref="Breakdowns.Other"/>, and moved there where a lower value takes its place. What has its window
/// already is booked at once, with a single look-up; what needs one is handed on.
/// </summary>
internal sealed class BreakdownLimit : HotOperator<Booking<FigureKey>>
{
    private const long LongestWindowMs = 32 * EventTime.Day;

    private readonly record struct Place(FigureKey Whole, long Start);

    private readonly TumblingTotals<FigureKey> _totals;
    private readonly Calendar _calendar;
    private readonly int _limit;
    private readonly Dictionary<Place, SortedSet<(ulong Rank, string Value)>> _values = [];

    public BreakdownLimit(
        IObservable<Booking<FigureKey>>[] sources, TumblingTotals<FigureKey> totals, Calendar calendar, int limit)
    {
        (_totals, _calendar, _limit) = (totals, calendar, limit);
        foreach (var source in sources) Attach(source, OnBooking);
    }

    /// <summary>Takes in a window that was restored.</summary>
    public void Restore(in FigureKey key, long start)
    {
        if (Breakdowns.IsFreeText(key.Dimension)) Admit(key, start);
    }

    /// <summary>Forgets windows that ended well before a time: nothing is booked there any more.</summary>
    public void Forget(long until)
    {
        foreach (var place in _values.Keys)
            if (place.Whole.Grain < Grain.All && place.Start < until - LongestWindowMs) _values.Remove(place);
    }

    private void OnBooking(Booking<FigureKey> booking)
    {
        if (_totals.TryBook(booking)) return;
        var key = booking.Key;
        if (!Breakdowns.IsFreeText(key.Dimension)
            || Admit(key, _calendar.WindowOf(key.Grain, booking.Time).Start)) Emit(booking);
        else Emit(booking with { Key = key with { Value = Breakdowns.Other } });
    }

    /// <summary>True where the value has a line; the highest one makes way for it where the limit is reached.</summary>
    private bool Admit(in FigureKey key, long start)
    {
        var value = key.Value!;
        if (value == Breakdowns.Other) return true;
        var place = new Place(key with { Value = null }, start);
        if (!_values.TryGetValue(place, out var values)) _values.Add(place, values = []);
        var ranked = (ValueLimit.RankOf(value), value);
        if (values.Contains(ranked)) return true;
        if (values.Count == _limit)
        {
            var highest = values.Max;
            if (ranked.CompareTo(highest) > 0) return false;
            values.Remove(highest);
            _totals.Move(key with { Value = highest.Value }, key with { Value = Breakdowns.Other }, start);
        }

        values.Add(ranked);
        return true;
    }
}
