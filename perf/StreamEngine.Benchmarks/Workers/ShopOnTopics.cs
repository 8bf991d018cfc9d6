using System.Diagnostics;
using System.Globalization;
using System.Text.Json;
using StreamEngine.Connectors.Kafka;
using StreamEngine.Core.Log;
using StreamEngine.Load;
using StreamEngine.Load.Shop;

namespace StreamEngine.Benchmarks.Workers;

/// <summary>A shop's topics of names that nobody else has, and what is measured over them.</summary>
internal sealed class ShopOnTopics(string bootstrap, int partitions) : IDisposable
{
    private const string First = "first";
    private static readonly TimeSpan Request = TimeSpan.FromSeconds(30);

    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("streamengine-perf-");
    private long _records;

    private string[] Inputs => [.. new[] { "clickstream", "carts", "orders", "customers" }.Select(Name)];

    /// <summary>Makes the topics of the shop, and those that a group writes.</summary>
    public Task CreateAsync(string group = First) => HostProcess.RunAsync(
        "topics", "create", "--config", Config(group, "consumer"), "--partitions", $"{partitions}");

    /// <summary>Publishes a shop and heartbeats past its last deadline.</summary>
    public async Task PublishAsync(ShopOptions options)
    {
        await HostProcess.RunAsync("publish", "--input", $"events:{Generate(options)}", "--drain", "--config",
            Config(First, "consumer")).ConfigureAwait(false);
        _records = options.Events + (partitions * Inputs.Length);
    }

    /// <summary>Reads all input topics and does nothing else.</summary>
    public async Task<Reading> ReadAsync()
    {
        var client = new KafkaLogClient(Settings("raw"), static _ => { });
        await using var _ = client.ConfigureAwait(false);
        var all = Inputs.SelectMany(topic => Enumerable.Range(0, partitions)
            .Select(number => new LogPartition(topic, number))).ToList();
        var ends = (await client.Offsets.EndAsync(all, LogEnd.Stable, Request).ConfigureAwait(false)).Value!;
        var batch = new LogBatch();
        long records = 0;
        var watch = Stopwatch.StartNew();
        foreach (var end in ends)
        {
            var reader = client.CreateReader();
            await using var __ = reader.ConfigureAwait(false);
            await reader.OpenAsync(end.Partition, 0, end.Offset).ConfigureAwait(false);
            ReadResult result;
            do
            {
                result = await reader.ReadAsync(batch, 20_000, TimeSpan.FromSeconds(1)).ConfigureAwait(false);
                if (result.Fault is { } fault) throw new LogException(fault);
                records += batch.Count;
            }
            while (!result.IsComplete);
        }

        return new Reading(records, watch.Elapsed.TotalSeconds);
    }

    /// <summary>Lets a worker of a group of its own take everything in.</summary>
    public async Task<WorkerRun> EmptyAsync(string job, string policy, string protocol)
    {
        var group = $"{job}-{protocol}";
        await CreateAsync(group).ConfigureAwait(false);
        using var worker = Start(group, policy, protocol);
        await worker.Pages.ConfigureAwait(false);
        var sinceStart = Stopwatch.StartNew();
        var page = await UntilAsync(worker, page => page.Running == partitions).ConfigureAwait(false);
        var (assigned, before, cpu) = (sinceStart.Elapsed, page.Read, worker.Cpu);
        var watch = Stopwatch.StartNew();
        await UntilAsync(worker, page => page.Read == _records).ConfigureAwait(false);
        var (seconds, used) = (watch.Elapsed.TotalSeconds, worker.Cpu - cpu);
        var peak = worker.PeakBytes;
        await worker.KillAsync().ConfigureAwait(false);
        var sinceKill = Stopwatch.StartNew();
        using var heir = Start(group, policy, protocol);
        await UntilAsync(heir, page => page.Running == partitions).ConfigureAwait(false);
        var back = sinceKill.Elapsed;
        await heir.StopAsync().ConfigureAwait(false);
        return new WorkerRun(_records - before, seconds, used, peak, assigned, back);
    }

    /// <summary>Lets a worker follow a shop at its own pace, and says what it wrote of itself.</summary>
    public async Task<Traffic> FollowAsync(ShopOptions options, int eventsPerSecond)
    {
        using var worker = Start(First, """{"governance":{"consent":"assumed"}}""", "consumer");
        await UntilAsync(worker, page => page.Running == partitions).ConfigureAwait(false);
        await HostProcess.RunAsync("publish", "--input", $"events:{Generate(options)}", "--shift-to-now", "--rate",
            eventsPerSecond.ToString(CultureInfo.InvariantCulture), "--config", Config(First, "consumer"))
            .ConfigureAwait(false);
        var page = await UntilAsync(worker, page => page.Read == options.Events).ConfigureAwait(false);
        // The closing snapshot of a stop would not be there in a worker that goes on; its records tell their mean size.
        await worker.StopAsync().ConfigureAwait(false);
        var mean = page.SnapshotRecords == 0 ? 0 : page.SnapshotBytes / page.SnapshotRecords;
        return new Traffic(page.Read, page.Input, page.Journal, page.Changelog, mean * page.Read);
    }

    public void Dispose() => _folder.Delete(recursive: true);

    private static async Task<WorkerPage> UntilAsync(HostProcess worker, Func<WorkerPage, bool> condition)
    {
        using var limit = new CancellationTokenSource(TimeSpan.FromMinutes(30));
        using var pace = new PeriodicTimer(TimeSpan.FromMilliseconds(100));
        while (true)
        {
            var page = await WorkerPage.OfAsync(worker).ConfigureAwait(false);
            if (condition(page)) return page;
            await pace.WaitForNextTickAsync(limit.Token).ConfigureAwait(false);
        }
    }

    private HostProcess Start(string group, string policy, string protocol)
    {
        var file = Path.Combine(_folder.FullName, $"{group}-policy.json");
        File.WriteAllText(file, policy);
        return HostProcess.Start("run", "--config", Config(group, protocol), "--policy", file);
    }

    private string Generate(ShopOptions options)
    {
        var file = Path.Combine(_folder.FullName, "shop.jsonl");
        EventFile.Write(file, new ShopGenerator(options).Events());
        return file;
    }

    private KafkaSettings Settings(string group) => new()
    {
        BootstrapServers = bootstrap, GroupId = Name(group), InstanceId = "measured", AllowPlaintext = true,
    };

    private string Config(string group, string protocol)
    {
        var path = Path.Combine(_folder.FullName, $"{group}-{protocol}.json");
        File.WriteAllText(path, JsonSerializer.Serialize(new
        {
            Kafka = new
            {
                BootstrapServers = bootstrap, GroupId = Name(group), InstanceId = "measured", AllowPlaintext = true,
                GroupProtocol = protocol,
                // All read the same; what they write is each group's own.
                Topics = new
                {
                    Clickstream = Name("clickstream"), Carts = Name("carts"), Orders = Name("orders"),
                    Customers = Name("customers"), Sessions = Own("sessions"), Triggers = Own("triggers"),
                    Decisions = Own("decisions"), Kpis = Own("kpis"), LateEvents = Own("late"),
                    DeadLetters = Own("dead"), KpiPartials = Own("partials"), Changelog = Own("changelog"),
                    Journal = Own("journal"), KpiChangelog = Own("kpi-changelog"), KpiJournal = Own("kpi-journal"),
                },
            },
            State = new { Directory = Path.Combine(_folder.FullName, $"state-{group}-{protocol}") },
            Metrics = new { Port = 0 },
            Time = new { IdleAfter = "PT1S" },
        }));
        return path;

        string Own(string name) => Name($"{group}.{name}");
    }

    // The name of the temporary folder is nobody else's.
    private string Name(string name) => $"{_folder.Name}.{name}";
}

/// <summary>What the reader read.</summary>
internal sealed record Reading(long Records, double Seconds)
{
    public double PerSecond => Records / Seconds;
}

/// <summary>How a worker took everything in.</summary>
internal sealed record WorkerRun(
    long Records, double Seconds, TimeSpan Cpu, long PeakBytes, TimeSpan AssignedAfter, TimeSpan BackAfter)
{
    public double PerSecond => Records / Seconds;

    public double CpuNsAnEvent => Cpu.TotalNanoseconds / Records;

    public double PeakMiB => PeakBytes / (1024.0 * 1024);
}

/// <summary>Bytes that went in, and bytes that a worker wrote of itself.</summary>
internal sealed record Traffic(long Records, long Input, long Journal, long Changelog, long RecordAnEvent);
