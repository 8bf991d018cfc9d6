using System.Text;
using StreamEngine.Commerce.Customers;
using StreamEngine.Commerce.Events;
using StreamEngine.Commerce.Outputs;
using StreamEngine.Core.Keyed;
using StreamEngine.Core.Log;
using StreamEngine.Core.Operators.TumblingAggregate;
using StreamEngine.Core.Tasks;
using StreamEngine.Core.Time;

namespace StreamEngine.Commerce.Kpis.Live;

/// <summary>
/// Publishes a task's shares of figures that changed, rolled up to coarser windows, and the task's watermark to every
/// partition of the topic. Shares are absolute: the last one of a key counts, and one that comes twice changes nothing.
/// </summary>
internal sealed class FigurePublisher
{
    private readonly record struct Place(FigureKey Key, long Start);

    private record struct Share(decimal Total, long End);

    private readonly TumblingTotals<FigureKey> _totals;
    private readonly BreakdownLimit _breakdowns;
    private readonly long _retentionMs;
    private readonly Calendar _calendar;
    private readonly FigureRouting _routing;
    private readonly OutputBatch _outputs;
    private readonly FigurePartialCodec _codec;

    /// <summary>The shares of all windows but minutes, whose shares are the totals.</summary>
    private readonly Dictionary<Place, Share> _shares = [];
    private readonly SortedDictionary<Place, Share> _changed = new(Comparer<Place>.Create(
        static (a, b) => a.Start != b.Start ? a.Start.CompareTo(b.Start) : a.Key.CompareTo(b.Key)));

    public FigurePublisher(
        TumblingTotals<FigureKey> totals, BreakdownLimit breakdowns, Calendar calendar, FigureRouting routing,
        long retentionMs, OutputBatch outputs, FigurePartialCodec codec)
    {
        (_totals, _breakdowns, _calendar, _routing) = (totals, breakdowns, calendar, routing);
        (_retentionMs, _outputs, _codec) = (retentionMs, outputs, codec);
        totals.TracksChanges = true;
    }

    /// <summary>
    /// Just before the watermark that the first record led to, be it a heartbeat: the full hours after it are those at
    /// which the task says how far it is, also where it has nothing else to say. Max while there was none. Kept in the
    /// state, because how far time moved in one go must not show.
    /// </summary>
    public long Start { get; set; } = EventTime.Max;

    /// <summary>A record moves time; true where it is the first.</summary>
    public bool Begin(long time)
    {
        if (Start < EventTime.Max) return false;
        Start = time;
        return true;
    }

    /// <summary>
    /// To be called after the totals were restored: the shares follow from what was published of them.
    /// </summary>
    public void Restore()
    {
        _shares.Clear();
        foreach (var (key, window, published) in _totals.Published()) Add(key, window, published);
        _changed.Clear();
    }

    /// <summary>The next point at which there may be something to say; null where there is none by then.</summary>
    /// <param name="process">The task's process: how far it is, and what is next.</param>
    /// <param name="watermark">How far it will go.</param>
    public long? NextPoint(KeyedProcess<Customer, ShopEvent> process, long watermark)
    {
        var position = process.Position;
        // Most records end here: the watermark stays within the minute.
        if (position > EventTime.Min && watermark < PublicationPoints.After(position, PublicationPoints.EveryMs))
            return null;
        var changeAt = _totals.HasChanges ? position : Math.Min(process.NextDue, process.NextWaiting);
        var point = changeAt < watermark
            ? PublicationPoints.After(changeAt, PublicationPoints.EveryMs)
            : EventTime.Max;
        if (watermark < EventTime.Max)
            point = Math.Min(point, NextHour(position));
        return point <= watermark && point < EventTime.Max ? point : null;
    }

    /// <summary>
    /// The point by which time has to have moved on for what is to be said to be said; Max where there is none. In
    /// silence it is what moves a task on that has nothing else to do, so that it does not hold back all others.
    /// </summary>
    /// <param name="position">How far the task is.</param>
    public long NextDue(long position) => _totals.HasChanges
        ? PublicationPoints.After(position, PublicationPoints.EveryMs)
        : NextHour(position);

    /// <summary>Publishes what changed, then, if something did or a full hour is reached, the watermark.</summary>
    /// <param name="point">The point.</param>
    /// <param name="drains">
    /// True on the way to the end of time. There a point may be one where a timer was thought to be due: if nothing
    /// came of it, nothing is said, because that thought depends on what is in memory.
    /// </param>
    public void PublishAt(long point, bool drains)
    {
        var hasChanges = _totals.HasChanges;
        if (drains && !hasChanges && point < EventTime.Max) return;
        _totals.TakeChanges(Add);
        foreach (var (place, share) in _changed) Publish(place, share);
        _changed.Clear();
        if (point < EventTime.Max && point % EventTime.Day == 0) Settle(EventTime.Plus(point, -_retentionMs));
        if (!hasChanges && point < EventTime.Max && point % PublicationPoints.WatermarkEveryMs != 0) return;
        var watermark = new FigurePartial { Source = _routing.Source, Sources = _routing.Sources, Watermark = point };
        for (var target = 0; target < _routing.Targets; target++) Write(watermark, target);
    }

    private long NextHour(long position) => Start == EventTime.Max
        ? EventTime.Max
        : PublicationPoints.After(Math.Max(position, Start), PublicationPoints.WatermarkEveryMs);

    /// <summary>
    /// Folds windows that nothing can change any more into months, and these into all time: what they add up to stays,
    /// what they were is published.
    /// </summary>
    private void Settle(long until)
    {
        _totals.Settle(until, static (FigureKey key, out FigureKey target) =>
        {
            target = key with { Grain = key.Grain < Grain.Month ? Grain.Month : Grain.All };
            return !key.Figure.IsDistinct();
        });
        _breakdowns.Forget(until);
        foreach (var (place, share) in _shares)
            if (place.Key.Grain < Grain.All && share.End <= until) _shares.Remove(place);
    }

    /// <summary>Adds what changed in a window to the window's share and those of the coarser ones.</summary>
    private void Add(FigureKey key, Window window, decimal change)
    {
        foreach (var (grain, rolled) in WindowFigures.RollUp(key, window, _calendar))
        {
            var place = new Place(key with { Grain = grain }, rolled.Start);
            var share = grain == Grain.Minute
                ? new Share(_totals.TotalOf(key, window.Start), window.End)
                : new Share(_shares.GetValueOrDefault(place).Total + change, rolled.End);
            if (grain != Grain.Minute) _shares[place] = share;
            _changed[place] = share;
        }
    }

    private void Publish(in Place place, in Share share)
    {
        var window = new Window(place.Start, share.End);
        var route = Encoding.UTF8.GetBytes(FigurePartialCodec.RouteOf(place.Key.Grain, window));
        Write(
            new FigurePartial
            {
                Source = _routing.Source, Sources = _routing.Sources, Grain = place.Key.Grain, Window = window,
                Slot = FigureSlot.Of(place.Key), Total = share.Total,
            },
            Partitioner.Of(PartitionerKind.Murmur2, route, isNull: false, _routing.Targets));
    }

    private void Write(FigurePartial partial, int target)
    {
        _outputs.Begin(Encoding.UTF8.GetBytes(FigurePartialCodec.KeyOf(partial)));
        _codec.Write(partial, _outputs.Writer);
        _outputs.End(ShopStreams.KpiPartials, target);
    }
}
