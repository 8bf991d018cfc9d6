namespace StreamEngine.Core.Operators.TumblingAggregate;

/// <summary>Sums over tumbling windows.</summary>
public static class TumblingAggregateExtensions
{
    /// <summary>
    /// Books everything into the totals and publishes what changed at each watermark of <paramref name="publishAt"/>.
    /// Subscribes at once. A correction is a booking with the negative amount; a window may be published again after it
    /// was final, with a higher revision.
    /// </summary>
    public static IObservable<WindowTotal<TKey>> TumblingAggregate<TKey>(
        this IObservable<Booking<TKey>> source, TumblingTotals<TKey> totals, IObservable<long> publishAt)
        where TKey : notnull
    {
        ArgumentNullException.ThrowIfNull(source);
        ArgumentNullException.ThrowIfNull(totals);
        ArgumentNullException.ThrowIfNull(publishAt);
        return new TumblingAggregateOperator<TKey>(source, totals, publishAt);
    }
}

/// <summary>Feeds the totals and publishes them.</summary>
internal sealed class TumblingAggregateOperator<TKey> : HotOperator<WindowTotal<TKey>>
    where TKey : notnull
{
    private readonly TumblingTotals<TKey> _totals;

    public TumblingAggregateOperator(
        IObservable<Booking<TKey>> source, TumblingTotals<TKey> totals, IObservable<long> publishAt)
    {
        _totals = totals;
        Attach(source, booking => _totals.Book(booking));
        Also(publishAt.Subscribe(Publish));
    }

    private void Publish(long watermark)
    {
        foreach (var total in _totals.Publish(watermark)) Emit(total);
    }
}
