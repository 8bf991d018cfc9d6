using System.Text;
using StreamEngine.Commerce;
using StreamEngine.Commerce.Outputs;
using StreamEngine.Commerce.Policies;
using StreamEngine.Connectors.Files.Inputs;
using StreamEngine.Connectors.Files.Sources;
using StreamEngine.Core.Inputs;
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
    private readonly TaskGroup _group;

    private ScenarioRun(Scenario scenario, int partitions)
    {
        _scenario = scenario;
        var policy = PolicyDocument.Parse(Encoding.UTF8.GetBytes(scenario.Policy));
        var time = TimeOf(scenario);
        var schemas = new WriterSchemas();
        _group = new TaskGroup(
            partitions, time.OutOfOrdernessMs,
            _ => new ShopTask(policy, time, schemas, batch => new JsonOutput(batch)), OnFate, Publish);
    }

    /// <summary>Runs it.</summary>
    /// <param name="scenario">What is run.</param>
    /// <param name="partitions">How many tasks share the customers.</param>
    /// <param name="singly">True: each record is a batch of its own.</param>
    public static ScenarioOutputs Of(Scenario scenario, int partitions = 1, bool singly = false)
    {
        using var run = new ScenarioRun(scenario, partitions);
        var folder = Directory.CreateTempSubdirectory("streamengine-scenario-");
        try
        {
            using var source = FileSource.Open([.. WriteInputs(scenario, folder.FullName).Select(FileInput.Parse)]);
            foreach (var batch in source.Read()) run.Take(batch, singly);
            run.End();
            return run._outputs;
        }
        finally
        {
            folder.Delete(recursive: true);
        }
    }

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
        }
    }

    private void End()
    {
        if (Until(_scenario) is { } until) _group.AdvanceTo(EventTime.Plus(until, 1));
        else if (_scenario.ReplayArguments.Contains("--no-drain")) _group.SettleInput();
        else _group.AdvanceTo(EventTime.Max);
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
