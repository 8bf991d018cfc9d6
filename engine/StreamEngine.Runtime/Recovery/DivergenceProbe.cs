using StreamEngine.Core.Log;
using StreamEngine.Core.Tasks;
using StreamEngine.Runtime.Journal;
using StreamEngine.Runtime.Snapshots;
using StreamEngine.Runtime.Tasks;
using StreamEngine.Runtime.Workers;

namespace StreamEngine.Runtime.Recovery;

/// <summary>What a restore of a task would meet.</summary>
/// <param name="Entries">Journal entries after the snapshot.</param>
/// <param name="Records">Input records in them.</param>
/// <param name="JournalEnd">The end of the journal that was looked at.</param>
/// <param name="Accepted">What was accepted before and still counts; null where nothing has to.</param>
/// <param name="Divergence">What would have to be accepted; null where nothing diverges.</param>
public sealed record ProbeReport(
    long Entries, long Records, long JournalEnd, AcceptedDivergence? Accepted, AcceptedDivergence? Divergence);

/// <summary>
/// Restores a task for nobody, to see what would diverge: from the changelog's snapshot through the journal to the
/// committed offsets. Only reads: it joins no group and publishes nothing.
/// </summary>
public sealed class DivergenceProbe : IAsyncDisposable
{
    private readonly TimeProvider _clock;
    private readonly TaskCore _task;
    private readonly Divergences _divergences;
    private readonly Restore _restore;

    /// <param name="log">Where the task's logs are, in the group of its worker.</param>
    /// <param name="options">As the task's worker is given them.</param>
    /// <param name="partition">Which task.</param>
    /// <param name="pipeline">What the task would run; disposed of with this.</param>
    /// <param name="clock">The wall clock.</param>
    public DivergenceProbe(
        ILogClient log, WorkerOptions options, int partition, ITaskPipeline pipeline, TimeProvider clock)
    {
        _clock = clock;
        _task = new TaskCore(partition, options, pipeline);
        _divergences = new Divergences(
            pipeline.State.LogicVersion, Core.Hashing.Hash128.Of(options.Settings.Span), isProbe: true);
        _restore = new Restore(log, options, _task, clock,
            new TaskMirrors(null, log, options, NoObserver.Instance), trustsMirror: false, _divergences);
    }

    /// <summary>Looks.</summary>
    /// <exception cref="RetellingException">
    /// The task cannot be restored, whatever is accepted, or its logs cannot be read now.
    /// </exception>
    public async ValueTask<ProbeReport> RunAsync(CancellationToken cancellationToken)
    {
        try
        {
            while (!await _restore.StepAsync().ConfigureAwait(false)) cancellationToken.ThrowIfCancellationRequested();
        }
        catch (Exception exception) when (exception is RestoreRefusedException or RestoreInterruptedException)
        {
            throw new RetellingException(exception.Message, exception);
        }

        return new ProbeReport(
            _restore.Entries, _restore.ReplayedRecords, _restore.JournalEnd, _divergences.Used, Found());
    }

    /// <inheritdoc/>
    public async ValueTask DisposeAsync()
    {
        await _restore.DisposeAsync().ConfigureAwait(false);
        _task.Dispose();
    }

    private AcceptedDivergence? Found()
    {
        var found = _divergences;
        if (found.Differing == 0 && found.OtherLogic == 0) return null;
        return new AcceptedDivergence
        {
            From = _restore.Sequence - _restore.Entries + 1,
            UpTo = _restore.Sequence,
            LogicVersion = _task.State.LogicVersion,
            Settings = found.Settings,
            Result = found.Result,
            Differing = found.Differing,
            First = found.First,
            OtherLogic = found.OtherLogic,
            At = _clock.GetUtcNow().ToUnixTimeMilliseconds(),
        };
    }
}
