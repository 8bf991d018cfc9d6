using StreamEngine.Core.Hashing;
using StreamEngine.Core.Log;
using StreamEngine.Core.State;
using StreamEngine.Core.Tasks;
using StreamEngine.Core.Time;
using StreamEngine.Runtime.Journal;
using StreamEngine.Runtime.Tasks;
using StreamEngine.Runtime.Workers;

namespace StreamEngine.Runtime.Recovery;

/// <summary>
/// Takes everything that a task did once more, in the order of its journal, for one who watches its pipeline. Only
/// reads: it joins no group and publishes nothing, so the task may be at work meanwhile.
/// </summary>
public sealed class Retelling : IAsyncDisposable
{
    private readonly ILogClient _log;
    private readonly WorkerOptions _options;
    private readonly TimeProvider _clock;
    private readonly LogPartition[] _inputs;
    private readonly LogPartition _journal;
    private readonly TaskCore _task;
    private readonly Hash128 _settings;
    private readonly RangeReader?[] _readers;
    private readonly EntryReplay _replay;
    private long[] _starts = [];
    private long _before = EventTime.Min;
    private long _quietSince;
    private bool _isWhole;
    private long _entries, _otherSettings;
    private string? _difference;

    /// <param name="log">Where the task's inputs and journal are.</param>
    /// <param name="options">As the task's worker was given them.</param>
    /// <param name="partition">Which task.</param>
    /// <param name="pipeline">What the task ran, watched; disposed of with this.</param>
    /// <param name="clock">For how long to wait for a broker.</param>
    public Retelling(
        ILogClient log, WorkerOptions options, int partition, ITaskPipeline pipeline, TimeProvider clock)
    {
        (_log, _options, _clock) = (log, options, clock);
        _task = new TaskCore(partition, options, pipeline);
        _inputs = [.. options.Inputs.Select(i => new LogPartition(i.Topic, partition))];
        _journal = new LogPartition(options.JournalTopic, partition);
        _settings = Hash128.Of(options.Settings.Span);
        _readers = new RangeReader?[_inputs.Length];
        _replay = new EntryReplay(_task, ReadInputAsync, Differs);
    }

    /// <summary>Whether the pipeline publishes byte for byte what the task's did.</summary>
    public bool ComparesOutputs { get; init; }

    /// <summary>Tells everything that the log still holds, up to the last commit.</summary>
    /// <exception cref="RetellingException">It cannot be read.</exception>
    public async ValueTask<RetellingReport> RunAsync(CancellationToken cancellationToken)
    {
        try
        {
            var end = Known(await _log.Offsets.EndAsync([_journal], LogEnd.Stable, _options.RequestTimeout)
                .ConfigureAwait(false))[0];
            var start = Known(await _log.Offsets.StartAsync([_journal], _options.RequestTimeout)
                .ConfigureAwait(false))[0];
            _starts = [.. Known(await _log.Offsets.StartAsync(_inputs, _options.RequestTimeout).ConfigureAwait(false))
                .Select(static position => position.Offset)];
            await using var journal = await RangeReader.OpenAsync(_log, _journal, start.Offset, end.Offset)
                .ConfigureAwait(false);
            await TellAsync(journal, cancellationToken).ConfigureAwait(false);
            return new RetellingReport(_isWhole, _entries, _replay.Records, _otherSettings, _difference);
        }
        catch (Exception exception) when (exception is RestoreRefusedException or RestoreInterruptedException
            or StateFormatException)
        {
            throw new RetellingException(exception.Message, exception);
        }
    }

    /// <inheritdoc/>
    public async ValueTask DisposeAsync()
    {
        foreach (var reader in _readers)
            if (reader is not null) await reader.DisposeAsync().ConfigureAwait(false);
        _task.Dispose();
    }

    private async ValueTask TellAsync(RangeReader journal, CancellationToken cancellationToken)
    {
        _quietSince = _clock.GetTimestamp();
        while (!journal.IsComplete)
        {
            cancellationToken.ThrowIfCancellationRequested();
            await journal.ReadAsync().ConfigureAwait(false);
            Heard(journal.Batch.Count > 0 || journal.IsComplete);
            for (var i = 0; i < journal.Batch.Count; i++)
            {
                var record = journal.Batch.Value(journal.Batch[i]);
                if (AcceptedDivergence.Is(record)) continue;
                var entry = JournalEntry.Read(record);
                if (_entries > 0 || await CanBeginAsync(entry).ConfigureAwait(false))
                    await TakeAsync(entry, cancellationToken).ConfigureAwait(false);
                else _before = entry.Watermark;
            }
        }
    }

    /// <summary>The first entry all of whose records are left begins the story.</summary>
    private async ValueTask<bool> CanBeginAsync(JournalEntry entry)
    {
        for (var i = 0; i < _inputs.Length; i++)
            if (entry.Starts[i] < _starts[i] && entry.Starts[i] < entry.Ends[i]) return false;
        var ends = Known(await _log.Offsets.EndAsync(_inputs, LogEnd.Stable, _options.RequestTimeout)
            .ConfigureAwait(false));
        for (var i = 0; i < _inputs.Length; i++)
        {
            var from = Math.Max(entry.Starts[i], _starts[i]);
            _task.Queues[i].Reset(from);
            _readers[i] = await RangeReader.OpenAsync(_log, _inputs[i], from, ends[i].Offset).ConfigureAwait(false);
        }

        _isWhole = entry.Sequence == 1;
        if (_before > EventTime.Min) _task.Advance(_before);
        return true;
    }

    private async ValueTask TakeAsync(JournalEntry entry, CancellationToken cancellationToken)
    {
        _entries++;
        if (entry.LogicVersion != _task.State.LogicVersion || entry.Settings != _settings) _otherSettings++;
        _replay.Begin(entry);
        var told = _replay.Records;
        while (!await _replay.StepAsync().ConfigureAwait(false))
        {
            cancellationToken.ThrowIfCancellationRequested();
            Heard(_replay.Records > told);
            told = _replay.Records;
        }
    }

    private async ValueTask<bool> ReadInputAsync(int input)
    {
        var reader = _readers[input]!;
        if (reader.IsComplete)
            throw new RetellingException($"{_inputs[input]} ends at {reader.Next}, before the records that the journal "
                + "says were processed: some were deleted or compacted away.");
        await reader.ReadAsync().ConfigureAwait(false);
        return _task.Queues[input].Add(reader.Batch) > 0;
    }

    /// <summary>Without the beginning, books and watermarks are not those of the task.</summary>
    private bool Differs(JournalEntry entry, string what)
    {
        if (_isWhole && (what != "output" || ComparesOutputs)) _difference ??= $"entry {entry.Sequence}, {what}";
        return true;
    }

    private void Heard(bool something)
    {
        if (something) _quietSince = _clock.GetTimestamp();
        else if (_clock.GetElapsedTime(_quietSince) > _options.CommitTimeout + _options.RequestTimeout)
            throw new RetellingException("The brokers do not answer any more.");
    }

    private static IReadOnlyList<LogPosition> Known(LogAnswer<IReadOnlyList<LogPosition>> answer) =>
        answer.Fault is { } fault ? throw new RetellingException(fault.Message) : answer.Value!;
}
