using System.Buffers;
using System.Text;
using StreamEngine.Commerce;
using StreamEngine.Commerce.Events;
using StreamEngine.Commerce.Kpis.Live;
using StreamEngine.Commerce.Outputs;
using StreamEngine.Commerce.Policies;
using StreamEngine.Core.Hashing;
using StreamEngine.Core.Log;
using StreamEngine.Core.Tasks;
using StreamEngine.Core.Time;
using StreamEngine.Load.Shop;
using StreamEngine.Runtime.Recovery;
using StreamEngine.Runtime.Status;
using StreamEngine.Runtime.Tests.Support;
using StreamEngine.Runtime.Workers;
using StreamEngine.Schemas.Events;
using StreamEngine.Schemas.Framing;
using StreamEngine.Simulation;
using StreamEngine.Testing.Shop;

namespace StreamEngine.Runtime.Tests.Kpis;

/// <summary>
/// Shop tasks and the stage that merges their figures, each in a group of its own, in a simulated world; and a replay
/// of the same events that says what has to come out.
/// </summary>
internal sealed class MergeJob : IDisposable
{
    public const int Sources = 3, Targets = 2;
    public const long SessionTimeoutMs = 3_000;
    private const string ShopGroup = "shop", MergeGroup = "kpis";
    private const long Start = 1_700_000_000_000;
    private static readonly string[] Inputs = ["clickstream", "carts", "orders", "customers"];
    private static readonly string[] Streams =
        ["sessions", "triggers", "decisions", "kpis", "late", "dead", "partials"];

    private readonly ShopPolicy _policy = new()
    {
        Governance = new GovernancePolicy { Consent = ConsentPolicy.Assumed, StaleAfterMs = null },
    };

    private readonly ShopTime _time = new();
    private readonly WriterSchemas _schemas = new();
    private readonly EngineRun _replay;
    private readonly ulong _seed;
    private readonly TroubleMaker _trouble;
    private readonly List<Process> _processes = [];

    public MergeJob(ulong seed, TroubleMaker? trouble = null)
    {
        (_seed, _trouble) = (seed, trouble ?? ((_, _) => LogTrouble.None));
        World = new SimulatedWorld(seed, Start);
        Cluster = new SimulatedCluster(World, transactionTimeoutMs: 5_000);
        foreach (var topic in Inputs.Concat(Streams).Append("journal").Append("changelog"))
            Cluster.CreateTopic(topic, topic is "partials" or "kpis" ? Targets : Sources);
        foreach (var topic in new[] { "kpi-journal", "kpi-changelog" }) Cluster.CreateTopic(topic, Targets);
        _replay = new EngineRun(_policy, _time);
    }

    /// <summary>The policy that a shop's process is started with; null: the same for all, and not journaled.</summary>
    public Func<ShopPolicy>? Policy { get; set; }

    /// <summary>How long an input has to be silent before its idleness may be proven.</summary>
    public long IdleAfterMs { get; init; } = 3_600_000;

    /// <summary>Whether the writing ends without heartbeats, so that only the wall clock moves time on.</summary>
    public bool EndsInSilence { get; init; }

    /// <summary>By source: the time of the last event.</summary>
    public long[] LastEvents { get; } = [.. Enumerable.Repeat(EventTime.Min, Sources)];

    /// <summary>Whether everything is written.</summary>
    public bool IsWritten { get; private set; }

    public SimulatedWorld World { get; }

    public SimulatedCluster Cluster { get; }

    public List<string> Trace { get; } = [];

    public int Crashes { get; private set; }

    public IEnumerable<Process> Processes => _processes;

    /// <summary>Writes a generated shop's events, then heartbeats that move time past what they can change.</summary>
    public void Write(int events) => _ = WriteAsync(events);

    public Process StartShop(string name)
    {
        var policy = Policy?.Invoke() ?? _policy;
        var options = ShopOptions(name) with { Policy = Policy is null ? default : PolicyDocument.Write(policy) };
        return StartProcess(name, ShopGroup, options, partition => new ShopTask(
            policy, _time, _schemas, static batch => new JsonOutput(batch),
            new FigureRouting(partition, Sources, Targets)));
    }

    /// <summary>Does once more what a shop's task did, with a task that was given that policy.</summary>
    public RetellingReport Retell(int partition, ShopPolicy given)
    {
        var client = new SimulatedLogClient(Cluster, "nobody", "reader", static (_, _) => LogTrouble.None);
        var telling = TellAsync();
        Assert.True(World.Run(() => telling.IsCompleted, 60_000), "it is told in time");
        return telling.GetAwaiter().GetResult();

        async Task<RetellingReport> TellAsync()
        {
            var task = new ShopTask(given, _time, _schemas, static batch => new JsonOutput(batch),
                new FigureRouting(partition, Sources, Targets));
            await using var retelling = new Retelling(client, ShopOptions("reader"), partition, task, World.Clock)
            {
                ComparesOutputs = true,
            };
            return await retelling.RunAsync(CancellationToken.None);
        }
    }

    public Process StartMerge(string name) => StartProcess(name, MergeGroup, MergeOptions(name), _ =>
        new KpiMergeTask(_policy, _time, _schemas, static batch => new TextKpiOutput(batch)));

    /// <summary>Restarts processes that died, up to a session's time-out later.</summary>
    public void Supervise() => _ = SuperviseAsync();

    /// <summary>Puts a process out of its group, as after its session timed out.</summary>
    public void Expel(Process process) => Cluster.Expel(process.Group, process.Name);

    /// <summary>Runs until everything is processed and merged. False where that takes too long.</summary>
    public bool RunToEnd() => World.Run(IsDone, 900_000);

    /// <summary>The lines that a replay ends with.</summary>
    public IEnumerable<string> Expected() => _replay.Kpis();

    /// <summary>
    /// The last line of each key. On the way, that each revision of a line was published once, in order.
    /// </summary>
    public IEnumerable<string> Merged()
    {
        var last = new Dictionary<string, (string Line, long Revision)>(StringComparer.Ordinal);
        for (var number = 0; number < Targets; number++)
        {
            var batch = Cluster.ReadAll(new LogPartition("kpis", number));
            for (var i = 0; i < batch.Count; i++)
            {
                var key = Encoding.UTF8.GetString(batch.Key(batch[i]));
                if (batch[i].IsValueNull)
                {
                    Assert.True(last.Remove(key), $"{key} is withdrawn and was not there");
                    continue;
                }

                var (line, revision) = TextKpiOutput.Read(batch.Value(batch[i]));
                Assert.Equal(last.GetValueOrDefault(key).Revision + 1, revision);
                last[key] = (line, revision);
            }
        }

        return last.Values.Select(static v => v.Line);
    }

    /// <summary>How far each task says that it is.</summary>
    public SortedDictionary<int, long> Watermarks()
    {
        var codec = new FigurePartialCodec(_schemas);
        var watermarks = new SortedDictionary<int, long>();
        var batch = Cluster.ReadAll(new LogPartition("partials", 0));
        for (var i = 0; i < batch.Count; i++)
        {
            var partial = codec.Read(batch.Value(batch[i]), out var fault);
            Assert.Null(fault);
            if (partial!.Watermark is { } watermark) watermarks[partial.Source] = watermark;
        }

        return watermarks;
    }

    public void AssertExact()
    {
        Assert.Equal(Expected().Order(StringComparer.Ordinal), Merged().Order(StringComparer.Ordinal));
    }

    public string Describe() => $"seed {_seed}: " + string.Join("; ", _processes.Select(static p =>
        $"{p.Name}: {p.Worker.Status.Phase} {p.Worker.Status.Problem} {p.Run.Exception?.InnerException}"
        + string.Join(",", p.Worker.Status.Tasks.Select(static t => $" {t.Partition}:{t.Phase} {t.Reason}"))))
        + "\n" + string.Join("\n", Trace.TakeLast(60));

    public void Dispose() => _replay.Dispose();

    private bool IsDone() => IsWritten && IsCommitted(ShopGroup, Inputs, Sources)
        && IsCommitted(MergeGroup, ["partials"], Targets)
        && new[] { ShopGroup, MergeGroup }.All(g => _processes.Any(p => p.Group == g
            && p.Worker.Status.Phase == WorkerPhase.Running));

    private bool IsCommitted(string group, IEnumerable<string> topics, int partitions)
    {
        foreach (var topic in topics)
            for (var number = 0; number < partitions; number++)
            {
                var partition = new LogPartition(topic, number);
                var batch = Cluster.ReadAll(partition);
                if (batch.Count > 0 && Cluster.CommittedOf(group, partition) <= batch[batch.Count - 1].Offset)
                    return false;
            }

        return true;
    }

    private async Task WriteAsync(int events)
    {
        var options = new ShopOptions
        {
            Events = events, Customers = events / 5, Seed = _seed, Days = 3, Late = 0, Broken = 0,
            StartMs = Start - (60 * EventTime.Day),
        };
        var encoder = new EventEncoder();
        var value = new ArrayBufferWriter<byte>();
        foreach (var next in new ShopGenerator(options).Events())
        {
            if (World.Chance.Below(4) == 0) await World.WaitAsync(1 + World.Chance.Below(100)).ConfigureAwait(false);
            _replay.Feed(next);
            value.ResetWrittenCount();
            Assert.True(encoder.Encode(next, value).IsSuccess);
            Assert.True(CustomerKey.TryMake(next.CustomerId, next.AnonymousId, out var made));
            var key = Encoding.UTF8.GetBytes(made);
            var number = Partitioner.Of(PartitionerKind.Murmur2, key, isNull: false, Sources);
            Cluster.Write(new LogPartition(Inputs[(int)next.Topic], number), key, value.WrittenSpan.ToArray());
            LastEvents[number] = Math.Max(LastEvents[number], next.EventTime);
        }

        if (!EndsInSilence) EndTime();
        IsWritten = true;
    }

    private void EndTime()
    {

        // At a full hour every task says how far it is: what is final here and in the replay is the same.
        var end = PublicationPoints.After(LastEvents.Max() + (40 * EventTime.Day), EventTime.Hour);
        _replay.AdvanceTo(end);
        var headers = new HeaderWriter().Add(HeartbeatRecord.Header, $"{end + _time.OutOfOrdernessMs}");
        foreach (var topic in Inputs)
            for (var number = 0; number < Sources; number++)
                Cluster.Write(new LogPartition(topic, number), null, null, headers.Block.ToArray());
    }

    private Process StartProcess(string name, string group, WorkerOptions options, PipelineFactory pipelines)
    {
        var client = new SimulatedLogClient(Cluster, group, name, (instance, point) => _trouble(instance, point));
        var worker = new Worker(client, options, pipelines, World.Clock,
            new TraceObserver(name, () => World.Now, Trace));
        var process = new Process(name, group, client, worker);
        process.Run = worker.RunAsync(process.Stop.Token);
        _processes.Add(process);
        return process;
    }

    private WorkerOptions ShopOptions(string name) => Common(name) with
    {
        Inputs = [.. Inputs.Select(static (topic, i) => new InputTopic(topic, (byte)i))],
        Outputs = [.. Streams.Select(static topic => new OutputTopic(topic))],
        Partitions = Sources,
        OutOfOrdernessMs = _time.OutOfOrdernessMs,
        IdleAfterMs = IdleAfterMs,
        PeekEventTime = new EventTimeReader(_schemas).Of,
        Snapshot = new SnapshotOptions { EveryMs = 2_000, SharePercent = 100 },
    };

    private static WorkerOptions MergeOptions(string name) => Common(name) with
    {
        Inputs = [new InputTopic("partials", 0)],
        Partitions = Targets,
        Partitioner = PartitionerKind.Trust,
        JournalTopic = "kpi-journal",
        ChangelogTopic = "kpi-changelog",
        Snapshot = new SnapshotOptions { WithEveryCommit = true },
    };

    private static WorkerOptions Common(string name) => new()
    {
        Name = name,
        Inputs = [],
        Outputs = [.. Streams.Take(4).Select(static topic => new OutputTopic(topic))],
        LateEventsTopic = "late",
        DeadLettersTopic = "dead",
        JournalTopic = "journal",
        ChangelogTopic = "changelog",
        Partitions = 1,
        IdleAfterMs = 3_600_000,
        Commit = new CommitOptions { EveryMs = 50 },
        RequestTimeout = TimeSpan.FromSeconds(2),
        CommitTimeout = TimeSpan.FromSeconds(2),
    };

    private async Task SuperviseAsync()
    {
        while (true)
        {
            await World.WaitAsync(50).ConfigureAwait(false);
            foreach (var process in _processes.ToArray())
            {
                if (!process.Run.IsCompleted || process.Stop.IsCancellationRequested) continue;
                Crashes++;
                _processes.Remove(process);
                _ = RestartAsync(process);
            }
        }
    }

    private async Task RestartAsync(Process process)
    {
        await World.WaitAsync(World.Chance.Below((int)SessionTimeoutMs)).ConfigureAwait(false);
        Expel(process);
        if (process.Group == ShopGroup) StartShop(process.Name);
        else StartMerge(process.Name);
    }

    /// <summary>One process.</summary>
    internal sealed class Process(string name, string group, SimulatedLogClient client, Worker worker)
    {
        public string Name => name;

        public string Group => group;

        public SimulatedLogClient Client => client;

        public Worker Worker => worker;

        public CancellationTokenSource Stop { get; } = new();

        public Task Run { get; set; } = Task.CompletedTask;
    }
}
