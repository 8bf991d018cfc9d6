using System.Text;
using StreamEngine.Core.Log;
using StreamEngine.Core.State;
using StreamEngine.Core.Tasks;
using StreamEngine.Runtime.Status;
using StreamEngine.Runtime.Workers;
using StreamEngine.Simulation;

namespace StreamEngine.Runtime.Tests.Support;

/// <summary>
/// The counting job in a simulated world: a shop that writes two topics, processes that come and go, and an oracle that
/// knows what has to come out.
/// </summary>
internal sealed class CountJob
{
    public const int Partitions = 3;
    public const long Gap = 5_000, Bound = 1_000, SessionTimeoutMs = 3_000;
    private const string Group = "group";
    private const long Start = 1_700_000_000_000;
    private static readonly string[] Topics = ["left", "right"];
    private static readonly string[] Others = ["closed", "seen", "clocks", "late", "dead", "journal", "changelog"];

    private readonly Dictionary<string, List<(long Time, long Id)>> _written = new(StringComparer.Ordinal);
    private readonly List<Process> _processes = [];

    public CountJob(ulong seed, TroubleMaker? trouble = null)
    {
        World = new SimulatedWorld(seed, Start);
        Cluster = new SimulatedCluster(World, transactionTimeoutMs: 5_000);
        foreach (var topic in Topics.Concat(Others)) Cluster.CreateTopic(topic, Partitions);
        Trouble = trouble ?? ((_, _) => LogTrouble.None);
    }

    public SimulatedWorld World { get; }

    public SimulatedCluster Cluster { get; }

    /// <summary>What goes wrong; may be changed on the way.</summary>
    public TroubleMaker Trouble { get; set; }

    /// <summary>How the pipeline is made.</summary>
    public Func<ITaskPipeline> Pipeline { get; set; } = static () => new CountTask(Gap);

    /// <summary>The policy that a process is started with; null: there is none.</summary>
    public Func<byte[]>? Policy { get; set; }

    public SnapshotOptions Snapshot { get; set; } = new() { EveryMs = 2_000, SharePercent = 100 };

    /// <summary>The mirrors on the machine of a process; null: there are none.</summary>
    public Func<string, ISnapshotMirrors>? Mirrors { get; set; }

    /// <summary>How long an input has to be silent before its idleness may be proven.</summary>
    public long IdleAfterMs { get; init; } = 3_600_000;

    /// <summary>Whether the writing ends without a heartbeat, so that only the wall clock moves time on.</summary>
    public bool EndsInSilence { get; init; }

    /// <summary>Whether everything is written.</summary>
    public bool IsWritten { get; private set; }

    /// <summary>What happened, line by line.</summary>
    public List<string> Trace { get; } = [];

    public IReadOnlyList<Process> Processes => _processes;

    public int Malformed { get; private set; }

    public int Crashes { get; private set; }

    /// <summary>Begins to write so many events, spread over time, and heartbeats at the end.</summary>
    public void Write(int events, bool withMalformed = false) => _ = WriteAsync(events, withMalformed);

    /// <summary>Writes one more event to each task.</summary>
    public void WriteToEach(long time)
    {
        for (var (i, done) = (0, new HashSet<int>()); done.Count < Partitions; i++)
        {
            var key = Encoding.UTF8.GetBytes($"k{i}");
            var number = Partitioner.Of(PartitionerKind.Murmur2, key, isNull: false, Partitions);
            if (!done.Add(number)) continue;
            foreach (var topic in Topics)
                Cluster.Write(new LogPartition(topic, number), key, CountTask.Value(time, i));
        }
    }

    /// <summary>Writes a heartbeat to each input of each task.</summary>
    public void BeatEach(long time)
    {
        var headers = new HeaderWriter().Add(HeartbeatRecord.Header, $"{time}").Block.ToArray();
        foreach (var topic in Topics)
            for (var number = 0; number < Partitions; number++)
                Cluster.Write(new LogPartition(topic, number), null, null, headers);
    }

    /// <summary>Starts a process; one of the same name that runs is fenced by it.</summary>
    public Process StartProcess(string name)
    {
        var client = new SimulatedLogClient(Cluster, Group, name, (instance, point) => Trouble(instance, point));
        var worker = new Worker(client, Options(name), _ => Pipeline(), World.Clock,
            new TraceObserver(name, () => World.Now, Trace), Mirrors?.Invoke(name));
        var process = new Process(name, client, worker);
        process.Run = worker.RunAsync(process.Stop.Token);
        _processes.Add(process);
        return process;
    }

    /// <summary>Restarts processes that died, a session's time-out later, as an operator's system would.</summary>
    public void Supervise() => _ = SuperviseAsync();

    /// <summary>Runs until everything written is processed and committed. False where that takes too long.</summary>
    public bool RunToEnd(long limitMs = 600_000) => World.Run(IsDone, limitMs);

    /// <summary>The values of an output stream's topic, as text, sorted.</summary>
    public List<string> Output(string topic)
    {
        var values = new List<string>();
        for (var number = 0; number < Partitions; number++)
        {
            var batch = Cluster.ReadAll(new LogPartition(topic, number));
            for (var i = 0; i < batch.Count; i++) values.Add(Encoding.UTF8.GetString(batch.Value(batch[i])));
        }

        values.Sort(StringComparer.Ordinal);
        return values;
    }

    /// <summary>What the closed sessions have to be.</summary>
    public List<string> ExpectedClosed()
    {
        var expected = new List<string>();
        var adopted = Enumerable.Range(0, Partitions).Select(Adopted).ToList();
        foreach (var (key, events) in _written)
        {
            var number = Partitioner.Of(
                PartitionerKind.Murmur2, Encoding.UTF8.GetBytes(key), isNull: false, Partitions);
            var ordered = events.OrderBy(static e => e.Time).ToList();
            var from = 0;
            for (var i = 1; i <= ordered.Count; i++)
            {
                var last = ordered[i - 1].Time;
                if (i < ordered.Count && ordered[i].Time - last <= GapAt(adopted[number], last)) continue;
                var session = ordered[from..i];
                expected.Add($"{key}|{session[0].Time}|{session.Count}|{session.Sum(static e => e.Id)}");
                from = i;
            }
        }

        expected.Sort(StringComparer.Ordinal);
        return expected;
    }

    public List<string> ExpectedSeen() =>
        [.. _written.Values.SelectMany(static e => e).Select(static e => $"{e.Id}").Order(StringComparer.Ordinal)];

    /// <summary>Asserts that everything came out once, as the oracle says.</summary>
    public void AssertExact()
    {
        Assert.Equal(ExpectedSeen(), Output("seen"));
        Assert.Equal(ExpectedClosed(), Output("closed"));
        Assert.Equal(Malformed, Output("dead").Count);
        Assert.Empty(Output("late"));
    }

    public WorkerOptions Options(string name) => new()
    {
        Name = name,
        Group = Group,
        Inputs = [new InputTopic("left", 0), new InputTopic("right", 1)],
        Outputs = [new OutputTopic("closed"), new OutputTopic("seen"), new OutputTopic("clocks")],
        LateEventsTopic = "late",
        DeadLettersTopic = "dead",
        JournalTopic = "journal",
        ChangelogTopic = "changelog",
        Partitions = Partitions,
        OutOfOrdernessMs = Bound,
        IdleAfterMs = IdleAfterMs,
        PeekEventTime = static (_, value) => value.Length == 16 ? BitConverter.ToInt64(value) : null,
        Snapshot = Snapshot,
        Commit = new CommitOptions { EveryMs = 50 },
        RequestTimeout = TimeSpan.FromSeconds(2),
        CommitTimeout = TimeSpan.FromSeconds(2),
        Policy = Policy?.Invoke(),
        QueueBytes = 2_000,
    };

    /// <summary>The policies in a task's journal.</summary>
    public List<(long From, byte[] Document)> Adopted(int number) => JournaledPolicies.Of(Cluster, number);

    /// <summary>What its processes are doing, for a failure's message.</summary>
    public static string Describe(CountJob job) => string.Join("; ", job.Processes.Select(static p =>
        $"{p.Name}: {p.Worker.Status.Phase} {p.Worker.Status.Problem} {p.Run.Exception?.InnerException}"
        + string.Join(",", p.Worker.Status.Tasks.Select(static t => $" {t.Partition}:{t.Phase} {t.Reason}"))))
        + "\n" + string.Join("\n", job.Trace.TakeLast(60));

    /// <summary>The gap in force at that event time.</summary>
    private static long GapAt(List<(long From, byte[] Document)> adopted, long time) =>
        adopted.Count == 0 ? Gap : GapHistory.GapOf(adopted.FindLast(a => a.From <= time).Document);

    private bool IsDone()
    {
        if (!IsWritten) return false;
        foreach (var topic in Topics)
            for (var number = 0; number < Partitions; number++)
            {
                var partition = new LogPartition(topic, number);
                var batch = Cluster.ReadAll(partition);
                if (Cluster.CommittedOf(Group, partition) < batch[batch.Count - 1].Offset + 1) return false;
            }

        return _processes.Any(static p => p.Worker.Status.Phase == WorkerPhase.Running);
    }

    private async Task WriteAsync(int events, bool withMalformed)
    {
        for (var id = 1; id <= events; id++)
        {
            if (World.Chance.Below(4) == 0) await World.WaitAsync(1 + World.Chance.Below(40)).ConfigureAwait(false);
            var key = $"k{World.Chance.Below(40)}";
            var time = World.Now - World.Chance.Below((int)Bound - 100);
            var number = Partitioner.Of(PartitionerKind.Murmur2, Encoding.UTF8.GetBytes(key), isNull: false,
                Partitions);
            var partition = new LogPartition(Topics[World.Chance.Below(Topics.Length)], number);
            if (!_written.TryGetValue(key, out var list)) _written.Add(key, list = []);
            list.Add((time, id));
            Cluster.Write(partition, Encoding.UTF8.GetBytes(key), CountTask.Value(time, id));
            if (!withMalformed || World.Chance.Below(20) != 0) continue;
            Malformed++;
            Cluster.Write(partition, Encoding.UTF8.GetBytes(key), [1, 2, 3]);
        }

        if (!EndsInSilence) BeatEach(World.Now + 3_600_000);
        IsWritten = true;
    }

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
        Cluster.Expel(Group, process.Name);
        StartProcess(process.Name);
    }

    /// <summary>One process.</summary>
    internal sealed class Process(string name, SimulatedLogClient client, Worker worker)
    {
        public string Name => name;

        public SimulatedLogClient Client => client;

        public Worker Worker => worker;

        public CancellationTokenSource Stop { get; } = new();

        public Task Run { get; set; } = Task.CompletedTask;
    }
}
