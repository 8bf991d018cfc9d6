using System.Buffers;
using System.Globalization;
using StreamEngine.Commerce;
using StreamEngine.Commerce.Kpis;
using StreamEngine.Commerce.Outputs;
using StreamEngine.Connectors.Files;
using StreamEngine.Connectors.Files.Sources;
using StreamEngine.Core.Tasks;
using StreamEngine.Core.Time;
using StreamEngine.Host.Commands;
using StreamEngine.Runtime.Ledger;
using StreamEngine.Runtime.Tasks;
using StreamEngine.Schemas.Framing;

namespace StreamEngine.Host.Replay;

/// <summary>
/// Files through the pipeline on event time alone. It has no logic of its own: it reads, steps the tasks, writes what
/// they say, and keeps the books.
/// </summary>
public sealed class ReplayRun : IAsyncDisposable
{
    private readonly ReplayPlan _plan;
    private readonly TimeProvider _wallClock;
    private readonly FileSource _source;
    private readonly ReadAhead _ahead;
    private readonly OutputFiles _files;
    private readonly InputLedgers _ledgers;
    private readonly RefusedLines _refused;
    private readonly DecisionTally _decisions = new();
    private readonly ShopTask[] _tasks;
    private readonly TaskGroup _group;
    private long _read;

    /// <summary>Opens the inputs and the output files.</summary>
    /// <param name="plan">What to do.</param>
    /// <param name="wallClock">For the speed that the summary states.</param>
    /// <exception cref="FileSourceException">An input may not be read.</exception>
    public ReplayRun(ReplayPlan plan, TimeProvider wallClock)
    {
        (_plan, _wallClock) = (plan, wallClock);
        var schemas = new WriterSchemas();
        _source = FileSource.Open(plan.Inputs);
        _files = new OutputFiles(plan.OutDirectory);
        _ledgers = new InputLedgers(_source);
        _refused = new RefusedLines(_files, _source, schemas);
        _tasks = [.. Enumerable.Range(0, plan.Partitions).Select(_ =>
            new ShopTask(
                plan.Policy, plan.Time, schemas, batch => _decisions.Around(new JsonOutput(batch)),
                personal: plan.Personal(), isSaved: false))];
        _ahead = new ReadAhead(_source);
        _group = new TaskGroup(plan.Partitions, plan.Time.OutOfOrdernessMs, i => _tasks[i], OnFate, OnOutputs);
    }

    /// <summary>Runs to the end of the input.</summary>
    /// <exception cref="OperationCanceledException">
    /// It was interrupted; what was decided by then is in the files.
    /// </exception>
    /// <exception cref="CommandFailedException">The books do not balance.</exception>
    public async Task<ReplayResult> RunAsync(IReplayProgress progress, CancellationToken cancellationToken)
    {
        var started = _wallClock.GetTimestamp();
        var failure = await ReadAllAsync(progress, cancellationToken).ConfigureAwait(false);
        if (_plan.Until is { } until) _group.AdvanceTo(EventTime.Plus(until, 1));
        else if (_plan.Drain) _group.AdvanceTo(EventTime.Max);
        else _group.SettleInput();

        var figures = WriteFigures();
        _files.Flush();
        var result = ResultOf(figures, failure, _wallClock.GetElapsedTime(started));
        CheckBalance(result);
        await File.WriteAllBytesAsync(_files.SummaryPath, SummaryJson.Of(result), cancellationToken)
            .ConfigureAwait(false);
        return result;
    }

    /// <inheritdoc/>
    public async ValueTask DisposeAsync()
    {
        await _ahead.DisposeAsync().ConfigureAwait(false);
        _source.Dispose();
        _group.Dispose();
        _refused.Dispose();
        _files.Dispose();
    }

    private async Task<string?> ReadAllAsync(IReplayProgress progress, CancellationToken cancellationToken)
    {
        try
        {
            await foreach (var batch in _ahead.BatchesAsync(cancellationToken).ConfigureAwait(false))
            {
                Take(batch);
                progress.Report(batch.BytesRead, batch.BytesTotal, _read);
            }

            return null;
        }
        catch (FileSourceException exception)
        {
            return exception.Message;
        }
    }

    private void Take(FileBatch batch)
    {
        foreach (var reject in batch.Rejects)
        {
            var ledger = _ledgers.OfInput(reject.Input);
            CountRead(ledger, reject.Weight);
            ledger.CountFate(FateKind.DeadLettered, reject.Reason.Name(), reject.Weight);
            _refused.Write(reject);
        }

        foreach (var rows in batch.Filtered)
        {
            var ledger = _ledgers.OfInput(rows.Input);
            CountRead(ledger, rows.Weight);
            ledger.CountFate(FateKind.Filtered, rows.Reason, rows.Weight);
        }

        var records = batch.Records;
        for (var i = 0; i < records.Count; i++) CountRead(_ledgers.OfFile(records[i].Source), records[i].Weight);
        _group.Step(records);
    }

    private void CountRead(LedgerColumns ledger, int weight)
    {
        ledger.CountRead(weight);
        _read += weight;
    }

    private void OnFate(in RecordFate fate, ReadOnlySpan<byte> value)
    {
        _ledgers.OfFile(fate.Source).CountFate(fate.Kind, fate.Reason, fate.Weight);
        if (fate.Kind is FateKind.Late or FateKind.DeadLettered) _refused.Write(fate, value);
    }

    private void OnOutputs(OutputBatch outputs)
    {
        for (var i = 0; i < outputs.Count; i++) _files.Write(outputs.Stream(i), outputs.Value(i));
    }

    private List<KpiRecord> WriteFigures()
    {
        var totals = _tasks[0].Pipeline.Totals;
        foreach (var task in _tasks.Skip(1)) totals.Add(task.Pipeline.Totals);
        var report = new KpiReport(totals, _plan.Policy, _plan.Time.AllowedLatenessMs);
        var kept = new List<KpiRecord>();
        var line = new ArrayBufferWriter<byte>(512);
        var digested = new ArrayBufferWriter<byte>(512);
        using var json = new ShopJson();
        foreach (var figure in report.Lines(_group.Clock.Watermark))
        {
            line.ResetWrittenCount();
            digested.ResetWrittenCount();
            var beforeRevision = json.Write(figure, line);
            // The digest leaves out how often a line was said.
            digested.Write(line.WrittenSpan[..beforeRevision]);
            digested.Write("}"u8);
            _files.Write(ShopStreams.Kpis, line.WrittenSpan, digested.WrittenSpan);
            if (figure.Breakdown is null && figure.Grain is ("month" or "all")) kept.Add(figure);
        }

        return kept;
    }

    private ReplayResult ResultOf(List<KpiRecord> figures, string? failure, TimeSpan wall)
    {
        var clock = _group.Clock;
        return new ReplayResult
        {
            Total = _ledgers.Total(),
            Inputs = _ledgers.ByName,
            Outputs = _files.Counts,
            EventTime = clock.HighestEventTime == EventTime.Min
                ? null
                : (clock.LowestEventTime, clock.HighestEventTime),
            Digest = _files.Digest.ToString(),
            Wall = wall,
            Failure = failure,
            Figures = figures,
            Decisions = _decisions,
            Hidden = (
                _tasks.Sum(task => task.PersonalData.IdsHashed), _tasks.Sum(task => task.PersonalData.CardNumbers),
                _tasks.Sum(task => task.PersonalData.AddressesBlanked)),
        };
    }

    private static void CheckBalance(ReplayResult result)
    {
        foreach (var (name, ledger) in result.Inputs)
        {
            if (ledger.Waiting == 0) continue;
            throw new CommandFailedException(string.Create(CultureInfo.InvariantCulture,
                $"The books of {name} do not balance: {ledger.Read} read, but {ledger.Processed} processed + "
                + $"{ledger.Duplicate} duplicate + {ledger.Late} late + {ledger.Filtered} filtered + "
                + $"{ledger.DeadLettered} dead-lettered. The results are not to be trusted."));
        }
    }
}
