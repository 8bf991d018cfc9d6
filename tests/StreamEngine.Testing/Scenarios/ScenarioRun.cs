using System.Text;
using StreamEngine.Commerce;
using StreamEngine.Commerce.Kpis;
using StreamEngine.Commerce.Outputs;
using StreamEngine.Commerce.Policies;
using StreamEngine.Connectors.Files.Inputs;
using StreamEngine.Connectors.Files.Sources;
using StreamEngine.Core.Inputs;
using StreamEngine.Core.Operators.TumblingAggregate;
using StreamEngine.Core.Tasks;
using StreamEngine.Core.Time;
using StreamEngine.Runtime.Tasks;
using StreamEngine.Schemas.Framing;

namespace StreamEngine.Testing.Scenarios;

/// <summary>Runs a scenario's input through the shop's tasks as a driver would.</summary>
public sealed class ScenarioRun : IDisposable
{
    private readonly Scenario _scenario;
    private readonly ScenarioOutputs _outputs = new();
    private readonly ShopPolicy _policy;
    private readonly ShopTime _time;
    private readonly int _partitions;
    private readonly SavedTask _saved = new();
    private readonly Func<int, bool>? _stopsAfter;
    private TaskGroup _group;
    private int _taken;

    private ScenarioRun(Scenario scenario, int partitions, Func<int, bool>? stopsAfter)
    {
        (_scenario, _partitions, _stopsAfter) = (scenario, partitions, stopsAfter);
        _policy = PolicyDocument.Parse(Encoding.UTF8.GetBytes(scenario.Policy));
        _time = TimeOf(scenario);
        _group = NewGroup();
    }

    /// <summary>Runs it.</summary>
    /// <param name="scenario">What is run.</param>
    /// <param name="partitions">How many tasks share the customers.</param>
    /// <param name="singly">True: each record is a batch of its own.</param>
    public static ScenarioOutputs Of(Scenario scenario, int partitions = 1, bool singly = false)
    {
        return new ScenarioRun(scenario, partitions, null).Run(singly);
    }

    /// <summary>
    /// Runs it in one task that is stopped after some records, counted from 1: its state is written out, and a new task
    /// reads it and goes on.
    /// </summary>
    public static ScenarioOutputs Stopped(Scenario scenario, Func<int, bool> after) =>
        new ScenarioRun(scenario, 1, after).Run(singly: true);

    /// <summary>Writes the input files of a scenario and returns them as <c>FORMAT:PATH</c>.</summary>
    public static IReadOnlyList<string> WriteInputs(Scenario scenario, string folder)
    {
        var inputs = new List<string>();
        foreach (var input in scenario.Inputs)
        {
            var path = Path.Combine(folder, $"input-{inputs.Count}.txt");
            File.WriteAllLines(path, input.Lines);
            inputs.Add($"{input.Format}:{path}");
        }

        return inputs;
    }

    /// <inheritdoc/>
    public void Dispose() => _group.Dispose();

    private ScenarioOutputs Run(bool singly)
    {
        using var run = this;
        var folder = Directory.CreateTempSubdirectory("streamengine-scenario-");
        try
        {
            using var source = FileSource.Open([.. WriteInputs(_scenario, folder.FullName).Select(FileInput.Parse)]);
            foreach (var batch in source.Read()) Take(batch, singly);
            End();
            _outputs.Kpis = Kpis();
            return _outputs;
        }
        finally
        {
            folder.Delete(recursive: true);
        }
    }

    private TaskGroup NewGroup() => new(
        _partitions, _time.OutOfOrdernessMs,
        _ => new ShopTask(_policy, _time, new WriterSchemas(), batch => new JsonOutput(batch)), OnFate, Publish);

    private void Restart()
    {
        var stopped = _group;
        _saved.Save(stopped);
        _group = NewGroup();
        _saved.Resume(_group, stopped.Clock);
        stopped.Dispose();
    }

    private static ShopTime TimeOf(Scenario scenario)
    {
        var until = Array.IndexOf([.. scenario.ReplayArguments], "--until");
        return until < 0 ? new ShopTime() : new ShopTime { Until = Until(scenario)!.Value };
    }

    private static long? Until(Scenario scenario)
    {
        var at = Array.IndexOf([.. scenario.ReplayArguments], "--until");
        return at < 0 ? null : ScenarioTimes.Parse(scenario.ReplayArguments[at + 1]);
    }

    private void Take(FileBatch batch, bool singly)
    {
        foreach (var reject in batch.Rejects)
        {
            _outputs.Read += reject.Weight;
            _outputs.DeadLetters.Add($"line={reject.Line} {reject.Reason.Stage()} {reject.Reason.Name()}");
        }

        foreach (var rows in batch.Filtered)
        {
            _outputs.Read += rows.Weight;
            _outputs.Filtered += rows.Weight;
        }

        for (var i = 0; i < batch.Records.Count; i++) _outputs.Read += batch.Records[i].Weight;
        if (!singly)
        {
            _group.Step(batch.Records);
            return;
        }

        var one = new RecordBatch();
        for (var i = 0; i < batch.Records.Count; i++)
        {
            one.Clear();
            one.Add(batch.Records[i], batch.Records.Key(batch.Records[i]), batch.Records.Value(batch.Records[i]));
            _group.Step(one);
            if (_stopsAfter is null) continue;
            _saved.Remember(one, one[0]);
            if (_stopsAfter(++_taken)) Restart();
        }
    }

    private void End()
    {
        if (Until(_scenario) is { } until) _group.AdvanceTo(EventTime.Plus(until, 1));
        else if (_scenario.ReplayArguments.Contains("--no-drain")) _group.SettleInput();
        else _group.AdvanceTo(EventTime.Max);
    }

    private List<string> Kpis()
    {
        var totals = new TumblingTotals<FigureKey>(
            FigureWindows.Options(new Calendar(_policy.TimeZone), _policy, _time.AllowedLatenessMs));
        foreach (var task in _group.Tasks) totals.Add(((ShopTask)task.Pipeline).Pipeline.Totals);
        var outputs = new OutputBatch();
        using var json = new JsonOutput(outputs);
        foreach (var line in new KpiReport(totals, _policy, _time.AllowedLatenessMs).Lines(_group.Clock.Watermark))
            json.Publish(line);
        return [.. Enumerable.Range(0, outputs.Count).Select(i => Encoding.UTF8.GetString(outputs.Value(i)))];
    }

    private void OnFate(in RecordFate fate, ReadOnlySpan<byte> value)
    {
        switch (fate.Kind)
        {
            case FateKind.Processed: _outputs.Processed += fate.Weight; break;
            case FateKind.Duplicate: _outputs.Duplicate += fate.Weight; break;
            case FateKind.Filtered: _outputs.Filtered += fate.Weight; break;
            case FateKind.Late: _outputs.Late.Add($"line={fate.Position}"); break;
            default: _outputs.DeadLetters.Add($"line={fate.Position} {fate.Stage} {fate.Reason}"); break;
        }
    }

    private void Publish(OutputBatch outputs)
    {
        for (var i = 0; i < outputs.Count; i++)
        {
            var into = outputs.Stream(i) switch
            {
                ShopStreams.Sessions => _outputs.Sessions,
                ShopStreams.Triggers => _outputs.Triggers,
                ShopStreams.Decisions => _outputs.Decisions,
                _ => null,
            };
            into?.Add(Encoding.UTF8.GetString(outputs.Value(i)));
        }
    }
}
