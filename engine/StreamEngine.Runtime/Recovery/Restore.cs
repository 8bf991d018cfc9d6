using StreamEngine.Core.Hashing;
using StreamEngine.Core.Log;
using StreamEngine.Core.State;
using StreamEngine.Runtime.Journal;
using StreamEngine.Runtime.Ledger;
using StreamEngine.Runtime.Snapshots;
using StreamEngine.Runtime.Status;
using StreamEngine.Runtime.Tasks;
using StreamEngine.Runtime.Workers;

namespace StreamEngine.Runtime.Recovery;

/// <summary>
/// Rebuilds a task: committed offsets, then the newest snapshot, from the copy on this machine as far as there is one,
/// then the journal after it, then the inputs in the journal's order with outputs suppressed. In steps, so that the
/// worker polls in between.
/// <code>
///   Offsets ──▶ Mirror ──▶ Changelog ──▶ Journal ──▶ Retake ──▶ Replay ──▶ Done
///      ▲                                    │
///      └────────── the journal leads ───────┘   (the journal lags: asked again for a bounded time)
/// </code>
/// </summary>
internal sealed partial class Restore : IAsyncDisposable
{
    private readonly ILogClient _log;
    private readonly WorkerOptions _options;
    private readonly TimeProvider _clock;
    private readonly TaskMirrors _mirrors;
    private readonly bool _trustsMirror;
    private readonly LogPartition[] _inputs;
    private readonly LogPartition _journal;
    private readonly LogPartition _changelog;
    private readonly Hash128 _settings;
    private readonly Divergences _divergences;
    private readonly List<JournalEntry> _entries = [];
    private readonly List<KeyValuePair<string, long>> _phases = [];
    private readonly long _startedAt;
    private RestorePhase _phase = RestorePhase.Offsets;
    private long _phaseStartedAt;
    private long _journalLateSince = long.MinValue;
    private int _askedAgain;
    private long[] _committed = [];
    private SnapshotRecord? _snapshot;
    private bool _isTakenBack;
    private RangeReader? _reader;
    private RangeReader?[] _inputReaders;
    private EntryReplay? _replay;
    private int _entry = -1;
    private long _stateRecords;
    private long _journalNext;

    /// <param name="log">The log.</param>
    /// <param name="options">The worker's options.</param>
    /// <param name="task">The task, without any state.</param>
    /// <param name="clock">The wall clock.</param>
    /// <param name="mirrors">Opens the task's mirror.</param>
    /// <param name="trustsMirror">Whether what that holds may be used; else it is begun anew.</param>
    /// <param name="divergences">What may come out differently; null: what the journal says.</param>
    public Restore(
        ILogClient log, WorkerOptions options, TaskCore task, TimeProvider clock, TaskMirrors mirrors,
        bool trustsMirror, Divergences? divergences = null)
    {
        (_log, _options, _clock, Task) = (log, options, clock, task);
        (_mirrors, _trustsMirror) = (mirrors, trustsMirror);
        _inputs = [.. options.Inputs.Select(i => new LogPartition(i.Topic, task.Partition))];
        _journal = new LogPartition(options.JournalTopic, task.Partition);
        _changelog = new LogPartition(options.ChangelogTopic, task.Partition);
        _settings = Hash128.Of(options.Settings.Span);
        _divergences = divergences ?? new Divergences(task.State.LogicVersion, _settings);
        _inputReaders = new RangeReader?[_inputs.Length];
        _startedAt = _phaseStartedAt = Now;
    }

    private enum RestorePhase : byte { Offsets, Mirror, Changelog, Journal, Retake, Replay, Done }

    public TaskCore Task { get; }

    /// <summary>Whether the task begins with nothing: no offset was ever committed.</summary>
    public bool IsNew { get; private set; }

    /// <summary>The last journal entry; 0 where there is none.</summary>
    public long Sequence { get; private set; }

    /// <summary>An offset of the journal before which nothing is needed any more.</summary>
    public long JournalFrom { get; private set; }

    /// <summary>Input records after the snapshot, and how long their replay took; 0 where there were none.</summary>
    public long ReplayedRecords => _replay?.Records ?? 0;

    public long ReplayMs { get; private set; }

    private long Now => _clock.GetUtcNow().ToUnixTimeMilliseconds();

    public RestoreReport Report => new(_phase == RestorePhase.Done ? "done" : _phase.ToString().ToLowerInvariant(),
        _startedAt,
        [.. _phases], _stateRecords, ReplayedRecords, Remaining, IsFromMirror)
    {
        Accepted = _divergences.Used,
    };

    /// <summary>Whether the task was at work while a probe looked: there are entries beyond those it read.</summary>
    public bool IsMoving { get; private set; }

    /// <summary>Whether everything is read, and what is left is to do it again.</summary>
    public bool IsRead => _phase >= RestorePhase.Retake;

    /// <summary>The journal entry that the snapshot is part of; 0 where there is no snapshot.</summary>
    public long SnapshotSequence => _snapshot?.Sequence ?? 0;

    /// <summary>What is to be read of the inputs, by input: from the first offset to before the second.</summary>
    public IReadOnlyList<(LogPosition From, long To)> Needed =>
        [.. _inputs.Select((input, i) => (new LogPosition(input, Task.Queues[i].Position), _committed[i]))];

    /// <summary>Journal entries after the snapshot.</summary>
    public int Entries => _entries.Count;

    /// <summary>The end of the journal as it was read last; 0 before.</summary>
    public long JournalEnd { get; private set; }

    private long Remaining
    {
        get
        {
            if (_phase < RestorePhase.Retake) return -1;
            var remaining = 0L;
            for (var i = 0; i < _inputs.Length; i++) remaining += Math.Max(0, _committed[i] - Task.Queues[i].Position);
            return remaining;
        }
    }

    /// <summary>Takes a step. True when the task is as it was at the committed offsets.</summary>
    /// <exception cref="RestoreRefusedException">It cannot be restored.</exception>
    /// <exception cref="RestoreInterruptedException">The log failed; begin again with a new task.</exception>
    public async ValueTask<bool> StepAsync()
    {
        switch (_phase)
        {
            case RestorePhase.Offsets: await AskOffsetsAsync().ConfigureAwait(false); break;
            case RestorePhase.Mirror: await ReadMirrorAsync().ConfigureAwait(false); break;
            case RestorePhase.Changelog: await ReadChangelogAsync().ConfigureAwait(false); break;
            case RestorePhase.Journal: await ReadJournalAsync().ConfigureAwait(false); break;
            case RestorePhase.Retake: await RetakeAsync().ConfigureAwait(false); break;
            case RestorePhase.Replay: await ReplayAsync().ConfigureAwait(false); break;
            default: break;
        }

        return _phase == RestorePhase.Done;
    }

    /// <inheritdoc/>
    public async ValueTask DisposeAsync()
    {
        _mirror?.Dispose();
        _mirror = null;
        await CloseReadersAsync().ConfigureAwait(false);
    }

    private async ValueTask CloseReadersAsync()
    {
        if (_tail is not null) await _tail.DisposeAsync().ConfigureAwait(false);
        if (_reader is not null) await _reader.DisposeAsync().ConfigureAwait(false);
        foreach (var reader in _inputReaders)
            if (reader is not null) await reader.DisposeAsync().ConfigureAwait(false);
        _tail = _reader = null;
        _inputReaders = new RangeReader?[_inputs.Length];
    }

    private void Enter(RestorePhase phase)
    {
        var now = Now;
        _phases.Add(new(_phase.ToString().ToLowerInvariant(), now - _phaseStartedAt));
        _phaseStartedAt = now;
        _phase = phase;
    }

    private async ValueTask AskOffsetsAsync()
    {
        var committed = Known(await _log.Offsets.CommittedAsync(_inputs, _options.RequestTimeout)
            .ConfigureAwait(false));
        _committed = [.. committed.Select(static p => p.Offset)];
        var unknown = committed.Count(static p => !p.IsKnown);
        if (unknown == 0)
        {
            Enter(_askedAgain == 0 ? RestorePhase.Mirror : RestorePhase.Journal);
            return;
        }

        if (unknown < _inputs.Length)
            throw new RestoreRefusedException($"The group has a committed offset for some inputs of task "
                + $"{Task.Partition} and none for {Names(committed.Where(static p => !p.IsKnown))}. An input "
                + "that is new, or offsets that expired: 'streamengine state reset' starts over.");
        await BeginAnewAsync().ConfigureAwait(false);
    }

    private static string Names(IEnumerable<LogPosition> positions) =>
        string.Join(", ", positions.Select(static p => p.Partition));

    private async ValueTask BeginAnewAsync()
    {
        var journalEnd = Known(await _log.Offsets.EndAsync([_journal], LogEnd.Stable, _options.RequestTimeout)
            .ConfigureAwait(false))[0].Offset;
        var journalStart = await StartOfAsync(_journal).ConfigureAwait(false);
        await using var reader = await RangeReader.OpenAsync(_log, _journal, journalStart, journalEnd)
            .ConfigureAwait(false);
        while (!reader.IsComplete)
        {
            await reader.ReadAsync().ConfigureAwait(false);
            if (reader.Batch.Count > 0)
                throw new RestoreRefusedException($"{_journal} has entries, but the group has no committed offset: "
                    + $"they expired, or "
                    + "the topic belongs to another group. 'streamengine state reset' starts over.");
        }

        var starts = _options.StartFrom.Kind switch
        {
            StartKind.Earliest => await _log.Offsets.StartAsync(_inputs, _options.RequestTimeout).ConfigureAwait(false),
            StartKind.Latest => await _log.Offsets.EndAsync(_inputs, LogEnd.Stable, _options.RequestTimeout)
                .ConfigureAwait(false),
            _ => await _log.Offsets.AtTimeAsync(_inputs, _options.StartFrom.Time, _options.RequestTimeout)
                .ConfigureAwait(false),
        };
        var known = Known(starts);
        var ends = known.All(static p => p.IsKnown) ? known
            : Known(await _log.Offsets.EndAsync(_inputs, LogEnd.Stable, _options.RequestTimeout).ConfigureAwait(false));
        for (var i = 0; i < _inputs.Length; i++)
            Task.Queues[i].Reset(known[i].IsKnown ? known[i].Offset : ends[i].Offset);
        _mirror = await _mirrors.OpenAsync(_changelog, null).ConfigureAwait(false);
        IsNew = true;
        JournalFrom = journalEnd;
        Enter(RestorePhase.Done);
    }

    private async ValueTask<long> StartOfAsync(LogPartition partition) =>
        Known(await _log.Offsets.StartAsync([partition],
        _options.RequestTimeout).ConfigureAwait(false))[0].Offset;

    private static IReadOnlyList<LogPosition> Known(LogAnswer<IReadOnlyList<LogPosition>> answer) =>
        answer.Fault is { } fault
        ? throw new RestoreInterruptedException(fault.Message)
        : answer.Value!;
}
