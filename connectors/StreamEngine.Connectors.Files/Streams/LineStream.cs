using StreamEngine.Connectors.Files.Reading;
using StreamEngine.Connectors.Files.Rows;
using StreamEngine.Connectors.Files.Sources;
using StreamEngine.Connectors.Files.Values;
using StreamEngine.Core.Hashing;

namespace StreamEngine.Connectors.Files.Streams;

/// <summary>The files of one input whose order is the order of arrival; a line is at most one record.</summary>
internal sealed class LineStream : IRecordStream, IRowSink
{
    private readonly Outcomes _outcomes;
    private readonly LineWalker _walker;
    private readonly RecordMaker _record = new();
    private bool _hasRecord;

    public LineStream(IReadOnlyList<SourceFile> files, ILineFormat format, Outcomes outcomes)
    {
        _outcomes = outcomes;
        _walker = new LineWalker(files, _ => format, outcomes);
    }

    public long MergeTime { get; private set; } = long.MinValue;
    public RowPosition Position { get; private set; }
    public byte Topic { get; private set; }
    public int Weight { get; private set; }
    public ReadOnlySpan<byte> Key => _record.Key;
    public ReadOnlySpan<byte> Value => _record.Value;

    public Advance Next()
    {
        _hasRecord = false;
        while (!_hasRecord)
        {
            if (_outcomes.IsStepDone) return Advance.Pause;
            if (!_walker.Step(this)) return Advance.End;
        }
        return Advance.Record;
    }

    public void Event(EventDraft draft, in RowPosition at, int weight, ReadOnlySpan<byte> payload)
    {
        if (!_record.TryMake(draft))
        {
            Reject(draft.Flaw!.Value, draft.Message, at, weight, payload);
            return;
        }
        var time = draft.Event.EventTime;
        if (EventTimes.IsPlausible(time)) MergeTime = time;
        Position = at;
        Topic = (byte)draft.Event.Topic;
        Weight = weight;
        _hasRecord = true;
    }

    public void GroupRow(in Hash128 group, in RowPosition at, ReadOnlySpan<byte> row) =>
        throw new NotSupportedException("A format that groups rows is a history.");

    public void Reject(
        RejectReason reason, string message, in RowPosition at, int weight, ReadOnlySpan<byte> payload) =>
        _outcomes.Reject(reason, message, at, weight, payload);

    public void Filtered(string reason, in RowPosition at, int weight) => _outcomes.Filtered(reason, at.Input, weight);

    public void Dispose() => _walker.Dispose();
}
