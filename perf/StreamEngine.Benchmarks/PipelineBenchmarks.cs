using System.Diagnostics.CodeAnalysis;
using BenchmarkDotNet.Attributes;
using BenchmarkDotNet.Columns;
using BenchmarkDotNet.Configs;
using BenchmarkDotNet.Engines;
using BenchmarkDotNet.Jobs;
using BenchmarkDotNet.Toolchains.InProcess.Emit;
using StreamEngine.Benchmarks.Measurements;
using StreamEngine.Benchmarks.Stages;
using StreamEngine.Benchmarks.Workloads;
using StreamEngine.Core.Inputs;

namespace StreamEngine.Benchmarks;

/// <summary>
/// The path of an event from its bytes on, in memory, in order, one task, one thread; an operation is an event. What a
/// measurement runs over was encoded before, and its customers are known.
/// </summary>
[Config(typeof(Config))]
[MemoryDiagnoser]
[SuppressMessage("Design", "CA1001", Justification = "BenchmarkDotNet calls the global clean-up")]
public class PipelineBenchmarks
{
    private const int Events = 1_000_000;

    /// <summary>Warm-up, measurements and the diagnoser take a million each; some are left over.</summary>
    private const int MostRuns = 8;

    private EventHistory _history = null!;
    private Stage _stage = null!;
    private List<RecordBatch> _batches = null!;

    [Params(10_000, 100_000, 1_000_000)]
    public int Customers { get; set; }

    [GlobalSetup(Target = nameof(Raw))]
    public void SetUpRaw() => SetUp(new RawStage());

    [GlobalSetup(Target = nameof(Decode))]
    public void SetUpDecode() => SetUp(new DecodeStage());

    [GlobalSetup(Target = nameof(Pipeline))]
    public void SetUpPipeline() => SetUp(new PipelineStage(json: false));

    [GlobalSetup(Target = nameof(PipelineToJson))]
    public void SetUpPipelineToJson() => SetUp(new PipelineStage(json: true));

    [IterationSetup]
    public void TakeEvents() => _batches = _history.Take(Events);

    [GlobalCleanup]
    public void TearDown()
    {
        _stage.Dispose();
        _history.Dispose();
    }

    [Benchmark(Description = "raw", Baseline = true, OperationsPerInvoke = Events)]
    public long Raw() => Run(nameof(Raw));

    [Benchmark(Description = "decode", OperationsPerInvoke = Events)]
    public long Decode() => Run(nameof(Decode));

    [Benchmark(Description = "pipeline", OperationsPerInvoke = Events)]
    public long Pipeline() => Run(nameof(Pipeline));

    [Benchmark(Description = "pipeline+json", OperationsPerInvoke = Events)]
    public long PipelineToJson() => Run(nameof(PipelineToJson));

    private void SetUp(Stage stage)
    {
        _stage = stage;
        _history = new EventHistory(Customers, Events * MostRuns);
        _history.WarmUp(stage);
    }

    private long Run(string benchmark)
    {
        var before = ProcessorTime.Now;
        foreach (var batch in _batches) _stage.Run(batch);
        ProcessorTimeColumn.Note(benchmark, Customers, ProcessorTime.Now - before);
        return _stage.Result;
    }

    private sealed class Config : ManualConfig
    {
        public Config()
        {
            AddJob(Job.Default
                .WithToolchain(InProcessEmitToolchain.Instance).WithStrategy(RunStrategy.Monitoring)
                .WithWarmupCount(1).WithIterationCount(4).WithInvocationCount(1).WithUnrollFactor(1));
            AddColumn(new EventsPerSecondColumn(), new BytesPerEventColumn(), new ProcessorTimeColumn());
            HideColumns(Column.RatioSD, Column.Gen0, Column.Gen1, Column.Gen2);
        }
    }
}
