using StreamEngine.Commerce.Outputs;
using StreamEngine.Commerce.Policies;
using StreamEngine.Core.Inputs;
using StreamEngine.Core.Tasks;
using StreamEngine.Core.Time;
using StreamEngine.Schemas.Framing;

namespace StreamEngine.Commerce.Kpis.Live;

/// <summary>
/// The second stage: merges the tasks' shares of figures to KPI lines, gives them revisions, and calls a line final
/// once the watermark of every task has passed all that can still change it. Shares are absolute, so that their order,
/// and shares that come again, change nothing in the end.
/// </summary>
/// <remarks>
/// Lines that changed are published when the fastest or the slowest task reaches another point in event time: once or
/// twice a minute however many tasks there are. Nothing depends on batches or clocks.
/// </remarks>
public sealed partial class KpiMergeTask : ITaskPipeline
{
    private readonly FigurePartialCodec _codec;
    private readonly Calendar _calendar;
    private readonly IKpiOutput _output;
    private readonly SourceWatermarks _watermarks = new();
    private readonly Dictionary<(Grain Grain, long Start), MergedWindow> _windows = [];
    private readonly SortedSet<(Grain Grain, long Start)> _dirty = [];
    private readonly PriorityQueue<(Grain Grain, long Start), (long At, Grain Grain, long Start)> _pending = new();

    /// <param name="policy">
    /// Its horizons and limits. Those of recoveries may be others than of the policy before: the longest one counts.
    /// </param>
    /// <param name="time">The allowed lateness.</param>
    /// <param name="schemas">The schemas that shares may be written with.</param>
    /// <param name="output">Makes what publishes lines into the batch.</param>
    public KpiMergeTask(ShopPolicy policy, ShopTime time, WriterSchemas schemas, Func<OutputBatch, IKpiOutput> output)
    {
        _codec = new FigurePartialCodec(schemas);
        (_policy, _latenessMs) = (policy, time.AllowedLatenessMs);
        _calendar = new Calendar(policy.TimeZone);
        _output = output(Outputs);
        SetHorizons(policy.Abandonment.RecoveryWindowMs);
    }

    /// <inheritdoc/>
    public OutputBatch Outputs { get; } = new();

    /// <inheritdoc/>
    public RecordFateHandler? Fate { get; set; }

    /// <inheritdoc/>
    public ITaskState State => this;

    /// <inheritdoc/>
    public long NextDue => EventTime.Max;

    /// <summary>Every task's shares are merged up to here.</summary>
    public long Watermark => _watermarks.Lowest;

    /// <summary>How many windows are kept.</summary>
    public int Windows => _windows.Count;

    /// <summary>
    /// The whole figures, as published last, of the window of each size that the fastest task has reached: the newest
    /// ones that there are. Those that lie in another partition are missing, and so is what has no value.
    /// </summary>
    public IEnumerable<CurrentFigure> Current()
    {
        if (_watermarks.Highest is EventTime.Min or EventTime.Max) yield break;
        foreach (var grain in Enum.GetValues<Grain>())
        {
            // At the end of a window it is the one that is complete, not the one in which nothing happened yet.
            var start = _calendar.WindowOf(grain, _watermarks.Highest - 1).Start;
            if (!_windows.TryGetValue((grain, start), out var window)) continue;
            foreach (var (id, line) in window.Lines)
            {
                if (id.Breakdown is not null) continue;
                if (Money.Ratio(line.Numerator, line.Denominator) is { } value)
                    yield return new CurrentFigure(id.Kpi, grain, id.View, id.Currency, value);
            }
        }
    }

    /// <inheritdoc/>
    public long? Take(RecordBatch batch, in InputRecord record, long watermark)
    {
        var value = batch.Value(record);
        // A tombstone, or a heartbeat, has nothing to add.
        var isEmpty = value.IsEmpty || record.Heartbeat is not null;
        string? fault = null;
        var partial = isEmpty ? null : _codec.Read(value, out fault);
        Tell(record, value, fault);
        if (partial is null) return null;
        if (partial.Watermark is { } reached) Observe(partial, reached);
        else Merge(partial);
        return null;
    }

    /// <summary>Never: a share is merged when it comes.</summary>
    public bool Retake(RecordBatch batch, in InputRecord record) => false;

    /// <summary>Nothing waits: a share is merged when it comes.</summary>
    public long NextWaiting => EventTime.Max;

    /// <summary>Does nothing: time is what the tasks say.</summary>
    public void AdvanceTo(long watermark)
    {
    }

    /// <summary>Does nothing: no rule here asks for the clock.</summary>
    public void Tick(long now)
    {
    }

    /// <summary>Does nothing: it holds memory only.</summary>
    public void Dispose()
    {
    }

    private void Tell(in InputRecord record, ReadOnlySpan<byte> value, string? fault)
    {
        var kind = fault is null ? FateKind.Processed : FateKind.DeadLettered;
        Fate?.Invoke(
            new RecordFate(record.Input, record.Source, record.Position, record.Weight, kind,
                fault is null ? null : "decode", fault is null ? null : "malformed", fault),
            value);
    }

    private void Merge(FigurePartial partial)
    {
        var id = (partial.Grain, partial.Window.Start);
        if (!_windows.TryGetValue(id, out var window))
        {
            _windows.Add(id, window = new MergedWindow(partial.Grain, partial.Window));
            Await(window, EventTime.Min);
        }

        if (!window.Set(partial.Slot, partial.Source, partial.Total)) return;
        _changedShares.Add((id.Grain, id.Start, partial.Slot));
        MarkDirty(window);
    }

    private void Observe(FigurePartial partial, long reached)
    {
        var moved = _watermarks.Observe(partial.Source, partial.Sources, reached);
        _watermarksChanged = true;
        if (!moved) return;
        MarkCompleted();
        foreach (var id in _dirty) Publish(_windows[id]);
        _dirty.Clear();
        Forget();
    }

    private void MarkDirty(MergedWindow window)
    {
        if (window.IsDirty) return;
        window.IsDirty = true;
        _dirty.Add((window.Figures.Grain, window.Figures.Window.Start));
    }

    /// <summary>Enters a window for the next time at which some line of it may become final.</summary>
    private void Await(MergedWindow window, long after)
    {
        if (window.Figures.Grain == Grain.All) return;
        var (id, end) = ((window.Figures.Grain, window.Figures.Window.Start), window.Figures.Window.End);
        foreach (var wait in _completeAfter)
        {
            var at = EventTime.Plus(end, wait);
            if (at < after) continue;
            _pending.Enqueue(id, (at, id.Grain, id.Start));
            return;
        }
    }

    private void MarkCompleted()
    {
        if (_watermarks.Lowest == EventTime.Max)
        {
            foreach (var window in _windows.Values) MarkDirty(window);
            return;
        }

        while (_pending.TryPeek(out var id, out var due) && due.At < _watermarks.Lowest)
        {
            _pending.Dequeue();
            if (!_windows.TryGetValue(id, out var window)) continue;
            MarkDirty(window);
            Await(window, _watermarks.Lowest);
            var lastChange = EventTime.Plus(window.Figures.Window.End, _completeAfter[^1]);
            if (_watermarks.Lowest > lastChange) _forgettable.Add(id);
        }
    }

    private void Publish(MergedWindow window)
    {
        window.IsDirty = false;
        var (grain, start) = (window.Figures.Grain, window.Figures.Window.Start);
        _stale.Clear();
        _stale.UnionWith(window.Lines.Keys);
        foreach (var line in _lines.Of(window.Figures, _watermarks.Lowest))
        {
            var id = LineId.Of(line);
            _stale.Remove(id);
            window.Lines.TryGetValue(id, out var before);
            // What was final stays so where a later policy lets recoveries come longer.
            var isFinal = line.IsFinal || before.IsFinal;
            var now = new PublishedLine(line.Numerator, line.Denominator, isFinal, before.Revision);
            if (before.Revision > 0 && now == before) continue;
            window.Lines[id] = now with { Revision = before.Revision + 1 };
            _changedLines.Add((grain, start, id));
            _output.Publish(line with { IsFinal = isFinal, Revision = before.Revision + 1 });
        }

        // A value that lost its line to a lower one is now part of the line of all others.
        foreach (var id in _stale.OrderBy(KeyOf, StringComparer.Ordinal))
        {
            window.Lines.Remove(id);
            _changedLines.Add((grain, start, id));
            _output.Withdraw(KpiKey.Of(id.Kpi, grain, start, id.View, id.Currency, id.Breakdown));
        }

        string KeyOf(LineId id) => KpiKey.Of(id.Kpi, grain, start, id.View, id.Currency, id.Breakdown);
    }
}
