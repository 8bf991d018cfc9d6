using StreamEngine.Commerce;
using StreamEngine.Core.Inputs;
using StreamEngine.Core.Tasks;
using StreamEngine.Core.Time;

namespace StreamEngine.Host.Explain;

/// <summary>The shop's task with a witness: the fates of one customer's records are told in the story.</summary>
internal sealed class WatchedTask : ITaskPipeline, ITaskPolicies
{
    private readonly ShopTask _task;
    private readonly Subject _subject;
    private readonly Story _story;
    private readonly Func<byte, int, long, string> _sourceOf;
    private readonly HashSet<(byte Input, int Source, long Position)> _own = [];
    private long _highest = EventTime.Min;

    /// <param name="task">What is watched; disposed of with this.</param>
    /// <param name="subject">Whose records are told.</param>
    /// <param name="story">Where.</param>
    /// <param name="sourceOf">Where a record stood, by input, source and position.</param>
    public WatchedTask(ShopTask task, Subject subject, Story story, Func<byte, int, long, string> sourceOf)
    {
        (_task, _subject, _story, _sourceOf) = (task, subject, story, sourceOf);
        story.Policies = task.Pipeline.Policies;
    }

    /// <summary>How many records of the customer came.</summary>
    public int Records => _own.Count;

    /// <inheritdoc/>
    public OutputBatch Outputs => _task.Outputs;

    /// <inheritdoc/>
    public ITaskState State => _task.State;

    /// <inheritdoc/>
    public RecordFateHandler? Fate
    {
        get;
        set
        {
            field = value;
            _task.Fate = OnFate;
        }
    }

    /// <inheritdoc/>
    public long NextDue => _task.NextDue;

    /// <inheritdoc/>
    public long NextWaiting => _task.NextWaiting;

    /// <inheritdoc/>
    public long? Take(RecordBatch batch, in InputRecord record, long watermark)
    {
        if (_subject.Owns(batch.Key(record))) _own.Add((record.Input, record.Source, record.Position));
        var time = _task.Take(batch, record, watermark);
        if (time > _highest) _highest = time.Value;
        return time;
    }

    /// <inheritdoc/>
    public bool Retake(RecordBatch batch, in InputRecord record) => _task.Retake(batch, record);

    /// <inheritdoc/>
    public void AdvanceTo(long watermark) => _task.AdvanceTo(watermark);

    /// <inheritdoc/>
    public PolicyInForce? InForce => _task.InForce;

    /// <inheritdoc/>
    public bool IsInForce(ReadOnlyMemory<byte> document) => _task.IsInForce(document);

    /// <inheritdoc/>
    public void Adopt(ReadOnlyMemory<byte> document) => _task.Adopt(document);

    /// <inheritdoc/>
    public void Tick(long now) => _task.Tick(now);

    /// <inheritdoc/>
    public void Dispose() => _task.Dispose();

    private void OnFate(in RecordFate fate, ReadOnlySpan<byte> value)
    {
        Fate?.Invoke(fate, value);
        if (fate.Kind == FateKind.Processed || !_own.Contains((fate.Input, fate.Source, fate.Position))) return;
        var (what, why) = fate.Kind switch
        {
            FateKind.Duplicate => ("a duplicate, dropped", null),
            FateKind.Late => ("too late, changes nothing", fate.Message),
            FateKind.Filtered => ($"filtered: {fate.Reason}", fate.Message),
            _ => ($"refused: {fate.Reason}", fate.Message),
        };
        // Before the first event there is no time yet.
        _story.Refuse(Math.Max(_highest, 0), what, why, _sourceOf(fate.Input, fate.Source, fate.Position));
    }
}
