using StreamEngine.Core.Time;
using StreamEngine.Runtime.Status;

namespace StreamEngine.Runtime.Tasks;

/// <summary>What a task tells about itself.</summary>
internal sealed partial class TaskRunner
{
    /// <summary>The task as a value.</summary>
    public TaskReport Report()
    {
        var core = Core;
        return new TaskReport
        {
            Partition = Partition,
            Phase = Life.Phase,
            Reason = Life.Reason,
            Watermark = core?.Clock.Watermark ?? EventTime.Min,
            HighestEventTime = core?.Clock.HighestEventTime ?? EventTime.Min,
            HeldBackBy = core is { Clock.HeldBackBy: >= 0 } ? Inputs[core.Clock.HeldBackBy].Topic : null,
            Inputs = core is null ? [] : [.. Inputs.Select((_, i) => ReportInput(core, i))],
            JournalSequence = Sequence,
            CommittedAt = _committedAt,
            Snapshot = _lastSnapshot,
            Restore = _restore?.Report ?? _lastRestore,
            Policy = core?.Policy,
            State = core?.State.Size,
            ChangedBytes = core?.State.ChangedBytes ?? 0,
            NextDue = core?.Pipeline.NextDue ?? EventTime.Max,
        };
    }

    private InputReport ReportInput(TaskCore core, int input) => new()
    {
        Topic = Inputs[input].Topic,
        Position = core.Queues[input].Position,
        Committed = input < Committed.Length ? Committed[input] : -1,
        End = Live.Ends[input],
        HighestEventTime = core.Clock.Highest(input),
        IsIdle = core.Clock.IsIdle(input),
        IsPaused = Live.IsPaused[input],
        Queued = core.Queues[input].Queued,
        Bytes = core.InputBytesOf(input),
        Ledger = core.Books[input].ToReport(),
    };
}
