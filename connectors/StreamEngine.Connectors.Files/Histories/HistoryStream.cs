using StreamEngine.Connectors.Files.Reading;
using StreamEngine.Connectors.Files.Rows;
using StreamEngine.Connectors.Files.Sorting;
using StreamEngine.Connectors.Files.Sources;
using StreamEngine.Connectors.Files.Streams;
using StreamEngine.Connectors.Files.Values;
using StreamEngine.Core.Hashing;

namespace StreamEngine.Connectors.Files.Histories;

/// <summary>
/// The files of all histories as one stream in the order of event time, then topic, then position: every row is read,
/// rows of grouped events are brought together, and the events are sorted, all within one memory budget.
/// </summary>
internal sealed class HistoryStream : IRecordStream, IRowSink
{
    private readonly Func<int, ILineFormat> _formatOf;
    private readonly Outcomes _outcomes;
    private readonly LineWalker _files;
    private readonly RecordMaker _record = new();
    private readonly ExternalSorter _events;
    private ExternalSorter? _rows;
    private GroupWalker? _groups;
    private ISortedRun? _sorted;
    private byte[] _frame = new byte[1024];
    private Phase _phase = Phase.Reading;

    public HistoryStream(
        IReadOnlyList<SourceFile> files, Func<int, ILineFormat> formatOf, FileSourceOptions options, Outcomes outcomes)
    {
        _formatOf = formatOf;
        _outcomes = outcomes;
        _files = new LineWalker(files, formatOf, outcomes);
        Runs = new TempRuns(options.TempDirectory);
        var isGrouping = files.Any(file => formatOf(file.Input) is IGroupFormat);
        var budget = isGrouping ? options.MemoryBudgetBytes / 2 : options.MemoryBudgetBytes;
        _events = new ExternalSorter(budget, Runs);
        if (isGrouping) _rows = new ExternalSorter(budget, Runs);
    }

    // Reading -> Grouping -> Delivering, never back.
    private enum Phase : byte
    {
        Reading,
        Grouping,
        Delivering,
    }

    /// <summary>The temporary files of the sorts.</summary>
    public TempRuns Runs { get; }

    public long MergeTime { get; private set; } = long.MinValue;
    public RowPosition Position => _sorted!.Key.Position;
    public byte Topic => _sorted!.Key.Rank;
    public int Weight => RecordFrame.Weight(_sorted!.Value);
    public ReadOnlySpan<byte> Key => RecordFrame.Key(_sorted!.Value);
    public ReadOnlySpan<byte> Value => RecordFrame.Value(_sorted!.Value);

    public Advance Next()
    {
        while (_phase != Phase.Delivering)
        {
            if (_outcomes.IsStepDone) return Advance.Pause;
            if (_phase == Phase.Reading) ReadStep();
            else GroupStep();
        }
        if (!_sorted!.Read()) return Advance.End;
        if (EventTimes.IsPlausible(_sorted.Key.Time)) MergeTime = _sorted.Key.Time;
        return Advance.Record;
    }

    public void Event(EventDraft draft, in RowPosition at, int weight, ReadOnlySpan<byte> payload)
    {
        if (!_record.TryMake(draft))
        {
            Reject(draft.Flaw!.Value, draft.Message, at, weight, payload);
            return;
        }
        var key = SortKey.ByTime(draft.Event.EventTime, (byte)draft.Event.Topic, at);
        _events.Add(key, RecordFrame.Write(ref _frame, weight, _record.Key, _record.Value));
    }

    public void GroupRow(in Hash128 group, in RowPosition at, ReadOnlySpan<byte> row) =>
        _rows!.Add(SortKey.ByGroup(group, at), row);

    public void Reject(
        RejectReason reason, string message, in RowPosition at, int weight, ReadOnlySpan<byte> payload) =>
        _outcomes.Reject(reason, message, at, weight, payload);

    public void Filtered(string reason, in RowPosition at, int weight) => _outcomes.Filtered(reason, at.Input, weight);

    public void Dispose()
    {
        _files.Dispose();
        _rows?.Dispose();
        _events.Dispose();
    }

    private void ReadStep()
    {
        if (_files.Step(this)) return;
        _phase = Phase.Grouping;
        if (_rows is null) return;
        _groups = new GroupWalker(_rows.Finish(), input => (IGroupFormat)_formatOf(input), _outcomes);
    }

    private void GroupStep()
    {
        if (_groups?.Step(this) == true) return;
        _rows?.Dispose();
        _rows = null;
        _groups = null;
        _sorted = _events.Finish();
        _phase = Phase.Delivering;
    }
}
