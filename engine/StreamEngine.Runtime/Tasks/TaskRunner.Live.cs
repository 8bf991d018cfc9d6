using StreamEngine.Core.Time;

namespace StreamEngine.Runtime.Tasks;

/// <summary>
/// Live processing: records, the wall clock, and silence. Each step is written down before it is taken.
/// </summary>
internal sealed partial class TaskRunner
{
    private Action<int>? _onTaken;

    /// <summary>Whether it has records to process.</summary>
    public bool HasQueued => Life.Phase == TaskPhase.Running && LiveInputs.HasQueued(Core!);

    /// <summary>Whether it has records that wait for another input's.</summary>
    public bool IsWaiting { get; private set; }

    /// <summary>Processes what is there, for a bounded time. True where it did something.</summary>
    public async ValueTask<bool> WorkAsync()
    {
        var startedAt = Now;
        var now = startedAt;
        var before = _draft.InputRecords;
        while (now - startedAt < Limits.SliceMs && !IsCommitDue(now) && await TakeSliceAsync(now).ConfigureAwait(false))
            now = Now;
        await ObserveSilenceAsync(now).ConfigureAwait(false);
        _replay.Worked(Now - startedAt);
        return _draft.InputRecords > before;
    }

    private async ValueTask<bool> TakeSliceAsync(long now)
    {
        var core = Core!;
        IsWaiting = false;
        if (!LiveInputs.HasQueued(core)) return false;
        await TickAsync(now).ConfigureAwait(false);
        _onTaken ??= OnTaken;
        var foreseen = Live.Gather(core, now, _onTaken);
        IsWaiting = core.Gathered == 0;
        if (IsWaiting) return false;
        await core.StepAsync(foreseen).ConfigureAwait(false);
        await core.CatchUpAsync().ConfigureAwait(false);
        return true;
    }

    private void OnTaken(int input)
    {
        Touch();
        _draft.Steps.AddRecord(input);
        _draft.InputRecords++;
    }

    private async ValueTask TickAsync(long now)
    {
        // The clock may have been set back; the pipeline's never goes back.
        if (Core!.LastTick != EventTime.Min && now - Core.LastTick < Limits.TickMs) return;
        Touch();
        _draft.Steps.AddTick(now);
        await Core.TickAsync(now).ConfigureAwait(false);
    }

    /// <summary>
    /// An input proven to be idle no longer holds the watermark back; and when all are, the wall clock moves it on, as
    /// far as
    /// something is due by then.
    /// </summary>
    private async ValueTask ObserveSilenceAsync(long now)
    {
        var core = Core!;
        var clock = core.Clock;
        var isAllIdle = true;
        for (var i = 0; i < Inputs.Length; i++)
        {
            var isIdle = core.Queues[i].Queued == 0 && Live.Proofs[i].IsIdle(now);
            isAllIdle &= isIdle;
            if (!isIdle || clock.IsIdle(i)) continue;
            await TickAsync(now).ConfigureAwait(false);
            Touch();
            _draft.Steps.AddIdle(i);
            core.MarkIdle(i);
            await core.CatchUpAsync().ConfigureAwait(false);
        }

        if (!isAllIdle || clock.HighestEventTime == EventTime.Min || clock.HighestArrival == EventTime.Min) return;
        var passed = Math.Max(0, now - clock.HighestArrival);
        var target = EventTime.Plus(EventTime.Plus(clock.HighestEventTime, -_options.OutOfOrdernessMs), passed);
        if (target <= clock.Watermark) return;
        if (core.Pipeline.NextDue >= target && core.Pipeline.NextWaiting >= target) return;
        await TickAsync(now).ConfigureAwait(false);
        Touch();
        _draft.Steps.AddAdvance(target);
        core.Advance(target);
        await core.CatchUpAsync().ConfigureAwait(false);
    }

    private void Touch()
    {
        if (_draft.IsEmpty) _draft.Since = Now;
    }
}
