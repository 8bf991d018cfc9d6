using StreamEngine.Core.Hashing;
using StreamEngine.Core.Log;
using StreamEngine.Core.State;
using StreamEngine.Core.Tasks;
using StreamEngine.Runtime.Journal;
using StreamEngine.Runtime.Snapshots;
using StreamEngine.Runtime.Tasks;
using StreamEngine.Runtime.Workers;

namespace StreamEngine.Runtime.Recovery;

/// <summary>What a restore of a task would meet.</summary>
public sealed record ProbeReport
{
    /// <summary>Whether the task has committed nothing yet: there is nothing to restore.</summary>
    public required bool IsNew { get; init; }

    /// <summary>Whether somebody committed for the task meanwhile.</summary>
    public required bool IsMoving { get; init; }

    /// <summary>Whether the snapshot, or a part of it, came from the mirror.</summary>
    public required bool IsFromMirror { get; init; }

    /// <summary>The journal entry that the snapshot is part of; 0 where there is none.</summary>
    public required long SnapshotSequence { get; init; }

    /// <summary>Records of state that were loaded.</summary>
    public required long StateRecords { get; init; }

    /// <summary>Journal entries after the snapshot.</summary>
    public required long Entries { get; init; }

    /// <summary>Input records that were replayed.</summary>
    public required long Records { get; init; }

    /// <summary>What is to be read of the inputs: from the first offset to before the second.</summary>
    public required IReadOnlyList<(LogPosition From, long To)> Needed { get; init; }

    /// <summary>The end of the journal that was looked at.</summary>
    public required long JournalEnd { get; init; }

    /// <summary>A hash of what came out of the entries.</summary>
    public required ulong Result { get; init; }

    /// <summary>What was accepted before and still counts; null where nothing has to.</summary>
    public AcceptedDivergence? Accepted { get; init; }

    /// <summary>What would have to be accepted; null where nothing diverges.</summary>
    public AcceptedDivergence? Divergence { get; init; }
}

/// <summary>
/// Restores a task for nobody, to see what it would meet: the snapshot, the journal up to the committed offsets, and
/// what diverges. Only reads: it joins no group and publishes nothing, so the task may be at work meanwhile.
/// </summary>
public sealed class DivergenceProbe : IAsyncDisposable
{
    private readonly TimeProvider _clock;
    private readonly TaskCore _task;
    private readonly TaskMirrors _mirrors;
    private readonly ILogClient _log;
    private readonly WorkerOptions _options;
    private readonly Divergences _divergences;
    private readonly Restore _restore;

    /// <param name="log">Where the task's logs are, in the group of its worker.</param>
    /// <param name="options">As the task's worker is given them.</param>
    /// <param name="partition">Which task.</param>
    /// <param name="pipeline">What the task would run; disposed of with this.</param>
    /// <param name="clock">The wall clock.</param>
    /// <param name="mirrors">The mirrors to begin with, which must not change them; null: the changelog alone.</param>
    public DivergenceProbe(
        ILogClient log, WorkerOptions options, int partition, ITaskPipeline pipeline, TimeProvider clock,
        ISnapshotMirrors? mirrors = null)
    {
        (_log, _options, _clock) = (log, options, clock);
        _task = new TaskCore(partition, options, pipeline);
        _mirrors = new TaskMirrors(mirrors, log, options, NoObserver.Instance);
        _divergences = new Divergences(
            pipeline.State.LogicVersion, Hash128.Of(options.Settings.Span), isProbe: true);
        _restore = new Restore(log, options, _task, clock, _mirrors, trustsMirror: mirrors is not null, _divergences);
    }

    /// <summary>Looks.</summary>
    /// <param name="replays">Whether the entries are done again; else they are only read.</param>
    /// <param name="cancellationToken">Ends it.</param>
    /// <exception cref="RetellingException">
    /// The task cannot be restored, whatever is accepted, or its logs cannot be read now.
    /// </exception>
    public async ValueTask<ProbeReport> RunAsync(bool replays, CancellationToken cancellationToken)
    {
        try
        {
            var cluster = await _log.Topics.DescribeClusterAsync(_options.RequestTimeout).ConfigureAwait(false);
            if (cluster.Fault is { } fault) throw new RestoreInterruptedException(fault.Message);
            _mirrors.ClusterId = cluster.Value!.Id;
            while (!await _restore.StepAsync().ConfigureAwait(false))
            {
                cancellationToken.ThrowIfCancellationRequested();
                if (!replays && _restore.IsRead) break;
            }
        }
        catch (Exception exception) when (exception is RestoreRefusedException or RestoreInterruptedException)
        {
            throw new RetellingException(exception.Message, exception);
        }

        return Report();
    }

    /// <inheritdoc/>
    public async ValueTask DisposeAsync()
    {
        await _restore.DisposeAsync().ConfigureAwait(false);
        _task.Dispose();
    }

    private ProbeReport Report() => new()
    {
        IsNew = _restore.IsNew,
        IsMoving = _restore.IsMoving,
        IsFromMirror = _restore.IsFromMirror,
        SnapshotSequence = _restore.SnapshotSequence,
        StateRecords = _restore.Report.StateRecords,
        Entries = _restore.Entries,
        Records = _restore.ReplayedRecords,
        Needed = _restore.IsNew ? [] : _restore.Needed,
        JournalEnd = _restore.JournalEnd,
        Result = _divergences.Result,
        Accepted = _divergences.Used,
        Divergence = Found(),
    };

    private AcceptedDivergence? Found()
    {
        var found = _divergences;
        if (found.Differing == 0 && found.OtherLogic == 0) return null;
        return new AcceptedDivergence
        {
            From = _restore.SnapshotSequence + 1,
            UpTo = _restore.SnapshotSequence + _restore.Entries,
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
