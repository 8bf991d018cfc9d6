using StreamEngine.Core;
using StreamEngine.Core.Log;
using StreamEngine.Core.Time;
using StreamEngine.Runtime.Journal;
using StreamEngine.Runtime.Tasks;

namespace StreamEngine.Runtime.Recovery;

/// <summary>Takes the steps of journal entries once more, and sees that they come out as they did.</summary>
/// <param name="task">The task.</param>
/// <param name="readMore">Reads on in an input.</param>
/// <param name="mayDiffer">Told what came out differently; false: that ends the replay.</param>
internal sealed class EntryReplay(
    TaskCore task, Func<int, ValueTask<bool>> readMore, Func<JournalEntry, string, bool> mayDiffer)
{
    private JournalEntry? _entry;
    private int _at;
    private int _runInput;
    private long _runLeft;

    /// <summary>How many records were replayed.</summary>
    public long Records { get; private set; }

    /// <summary>Begins an entry.</summary>
    public void Begin(JournalEntry entry)
    {
        (_entry, _at, _runLeft) = (entry, 0, 0);
        task.ResetDigests();
    }

    /// <summary>Takes up to a slice of records. True when the entry is done and compared.</summary>
    /// <exception cref="RestoreRefusedException">It came out differently.</exception>
    public async ValueTask<bool> StepAsync()
    {
        var entry = _entry!;
        while (true)
        {
            if (_runLeft > 0)
            {
                if (!await GatherAsync().ConfigureAwait(false)) return false;
                if (task.Gathered < Limits.SliceRecords) continue;
                await task.StepAsync(entry.Watermark).ConfigureAwait(false);
                return false;
            }

            if (_at == entry.Steps.Length) break;
            var step = JournalOps.Read(entry.Steps, ref _at);
            if (step.Kind == StepKind.Run) (_runInput, _runLeft) = (step.Input, step.Value);
            else await TakeAsync(step).ConfigureAwait(false);
        }

        await task.StepAsync(entry.Watermark).ConfigureAwait(false);
        await task.CatchUpAsync().ConfigureAwait(false);
        Compare(entry);
        return true;
    }

    private async ValueTask TakeAsync(JournalStep step)
    {
        await task.StepAsync(_entry!.Watermark).ConfigureAwait(false);
        switch (step.Kind)
        {
            case StepKind.Tick: await task.TickAsync(step.Value).ConfigureAwait(false); break;
            case StepKind.Idle: task.MarkIdle(step.Input); break;
            case StepKind.Advance: task.Advance(step.Value); break;
            case StepKind.Policy:
                await task.CatchUpAsync().ConfigureAwait(false);
                Adopt(step.Document);
                break;
            default: throw new InvariantException($"a step of kind {step.Kind} is no run");
        }
    }

    private void Adopt(ReadOnlyMemory<byte> document)
    {
        try
        {
            task.Adopt(document);
        }
        catch (FormatException refusal)
        {
            throw RestoreRefusedException.OfPolicy(task.Partition, refusal);
        }
    }

    private async ValueTask<bool> GatherAsync()
    {
        while (_runLeft > 0 && task.Gathered < Limits.SliceRecords)
        {
            if (!task.Queues[_runInput].TryPeek(out _, out _) && !await readMore(_runInput)
                .ConfigureAwait(false)) return false;
            if (!task.Queues[_runInput].TryPeek(out _, out _)) return false;
            task.Gather(_runInput);
            _runLeft--;
            Records++;
        }

        return true;
    }

    private void Compare(JournalEntry entry)
    {
        string? what = null;
        for (var i = 0; i < entry.Ends.Length; i++)
        {
            // Markers at the end of a range may lie between the last record and the next offset.
            if (task.Queues[i].Position > entry.Ends[i]) what = "input";
        }

        if (task.InputDigest != entry.InputDigest) what = "input";
        else if (task.Clock.Watermark != entry.Watermark) what = "watermark";
        else if (task.OutputDigest != entry.OutputDigest) what = "output";
        else if (!Ledgers.Write(task.Books).AsSpan().SequenceEqual(entry.Ledger)) what = "ledger";
        if (what is not null && !mayDiffer(entry, what)) throw Differently(entry, what);
    }

    private RestoreRefusedException Differently(JournalEntry entry, string what) => new(Message(entry, what))
    {
        IsDivergence = true,
        IsAcceptable = true,
    };

    private string Message(JournalEntry entry, string what) =>
        $"Replaying journal entry {entry.Sequence} of task {task.Partition}, written by {entry.Writer}, gave another "
            + $"{what} than "
        + $"was committed (input digest {task.InputDigest:x16} for {entry.InputDigest:x16}, output digest "
        + $"{task.OutputDigest:x16} for {entry.OutputDigest:x16}, watermark {task.Clock.Watermark} for "
        + $"{entry.Watermark}). The "
        + "task stands still, so that nothing wrong is published; 'streamengine state accept-divergence' goes on "
        + "with it.";
}
