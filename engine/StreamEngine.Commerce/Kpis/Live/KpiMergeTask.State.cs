using System.Text;
using StreamEngine.Core.Inputs;
using StreamEngine.Core.Operators.TumblingAggregate;
using StreamEngine.Core.State;
using StreamEngine.Core.Tasks;
using StreamEngine.Core.Time;

namespace StreamEngine.Commerce.Kpis.Live;

/// <summary>The state of the merge stage: shares, published lines and watermarks, each a record of its own.</summary>
public sealed partial class KpiMergeTask : ITaskState
{
    private const int AboutBytesOfRecord = 96;

    private readonly HashSet<(Grain Grain, long Start, FigureSlot Slot)> _changedShares = [];
    private readonly HashSet<(Grain Grain, long Start, LineId Line)> _changedLines = [];
    private readonly HashSet<LineId> _stale = [];
    private readonly List<(Grain Grain, long Start)> _forgettable = [];

    /// <summary>The records of a snapshot while it is loaded: a later one of a key takes an earlier's place.</summary>
    private readonly Dictionary<string, byte[]> _loaded = new(StringComparer.Ordinal);
    private bool _watermarksChanged;

    /// <inheritdoc/>
    public int LogicVersion => 2;

    /// <inheritdoc/>
    public long ChangedBytes => AboutBytesOfRecord
        * ((long)_changedShares.Count + _changedLines.Count + (_watermarksChanged ? 1 : 0));

    /// <inheritdoc/>
    public StateSize Size
    {
        get
        {
            var records = _loaded.Count + _windows.Values.Sum(w => (long)w.Shares.Count + w.Lines.Count);
            return new StateSize(records, 0, records * AboutBytesOfRecord, 0, 0);
        }
    }

    /// <inheritdoc/>
    public void TakeChanges(StateRecordHandler changed)
    {
        var records = new SortedDictionary<string, byte[]>(StringComparer.Ordinal);
        foreach (var (grain, start, slot) in _changedShares)
        {
            var window = _windows.GetValueOrDefault((grain, start));
            records[MergeState.KeyOf(grain, start, slot)] = window?.Shares.TryGetValue(slot, out var shares) == true
                ? MergeState.Write(window.Figures.Window, shares)
                : [];
        }

        foreach (var (grain, start, line) in _changedLines)
        {
            var window = _windows.GetValueOrDefault((grain, start));
            records[MergeState.KeyOf(grain, start, line)] = window?.Lines.TryGetValue(line, out var last) == true
                ? MergeState.Write(window.Figures.Window, last)
                : [];
        }

        if (_watermarksChanged) records[MergeState.WatermarksKey] = MergeState.Write(_watermarks.All);
        if (_savedRecoveryWindowMs != _recoveryWindowMs)
            records[MergeState.RecoveryWindowKey] = MergeState.Write(_recoveryWindowMs);
        foreach (var (key, value) in records) changed(Encoding.UTF8.GetBytes(key), value);
        _changedShares.Clear();
        _changedLines.Clear();
        _watermarksChanged = false;
        _savedRecoveryWindowMs = _recoveryWindowMs;
    }

    /// <inheritdoc/>
    public void Load(ReadOnlySpan<byte> key, ReadOnlySpan<byte> value)
    {
        var text = Encoding.UTF8.GetString(key);
        MergeState.Require(text, value);
        if (value.IsEmpty) _loaded.Remove(text);
        else _loaded[text] = value.ToArray();
    }

    /// <inheritdoc/>
    public void Resume(long position)
    {
        foreach (var (key, value) in _loaded)
        {
            if (key == MergeState.WatermarksKey) ResumeWatermarks(MergeState.ReadWatermarks(value));
            else if (key == MergeState.RecoveryWindowKey) ResumeHorizons(new MergeState.Reader(value).Long());
            else ResumeRecord(key, value);
        }

        _loaded.Clear();
        foreach (var window in _windows.Values)
        {
            Await(window, EventTime.Min);
            // What was merged but not published when the snapshot was taken differs from the lines that it holds.
            MarkDirty(window);
        }
    }

    /// <inheritdoc/>
    public ValueTask<long> MakeResidentAsync(RecordBatch batch, int from, int count, long watermark) =>
        ValueTask.FromResult(watermark);

    /// <inheritdoc/>
    public void Shrink()
    {
    }

    private void ResumeWatermarks(long[] watermarks)
    {
        for (var i = 0; i < watermarks.Length; i++) _watermarks.Observe(i, watermarks.Length, watermarks[i]);
    }

    private void ResumeRecord(string key, byte[] value)
    {
        var (grain, start) = MergeState.WindowOf(key);
        var reader = new MergeState.Reader(value);
        var bounds = new Window(start, reader.Long());
        if (!_windows.TryGetValue((grain, start), out var window))
            _windows.Add((grain, start), window = new MergedWindow(grain, bounds));
        if (MergeState.SlotOf(key) is { } slot)
            for (var left = reader.Long(); left > 0; left--) window.Set(slot, (int)reader.Long(), reader.Decimal());
        else
            window.Lines[MergeState.LineOf(key)] = reader.Line();
    }

    /// <summary>Drops windows that nothing can change any more; their lines stay as they were published.</summary>
    private void Forget()
    {
        foreach (var id in _forgettable)
        {
            if (!_windows.Remove(id, out var window)) continue;
            foreach (var slot in window.Shares.Keys) _changedShares.Add((id.Grain, id.Start, slot));
            foreach (var line in window.Lines.Keys) _changedLines.Add((id.Grain, id.Start, line));
        }

        _forgettable.Clear();
    }
}
