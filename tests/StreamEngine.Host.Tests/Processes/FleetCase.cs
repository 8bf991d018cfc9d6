using System.Globalization;
using StreamEngine.Host.Tests.Hosting;
using StreamEngine.Testing.Kafka;

namespace StreamEngine.Host.Tests.Processes;

/// <summary>
/// A busy shop that several processes share while something goes wrong: in the end, everything that was committed is
/// what a replay says, each line once, and the books are exact.
/// </summary>
public abstract class FleetCase(RealKafka kafka) : WorkerCase(kafka)
{
    private static readonly TimeSpan EndLimit = TimeSpan.FromMinutes(4);

    private HashSet<string> _behind = [];
    private string Day => Path.Combine(Folder.FullName, "day.jsonl");

    private string _replayed = "", _published = "", _config = "";
    private Task<string> _publishing = Task.FromResult("");

    /// <summary>How many partitions each topic has.</summary>
    protected virtual int Partitions => 6;

    /// <summary>The address that workers connect to.</summary>
    protected virtual string WorkersBootstrap => Bootstrap;

    /// <summary>Whether events are still being published.</summary>
    private protected bool IsBusy => !_publishing.IsCompleted;

    /// <summary>A number of the environment, for the long form of a test.</summary>
    protected static int Setting(string variable, int usual) =>
        int.TryParse(Environment.GetEnvironmentVariable(variable), CultureInfo.InvariantCulture, out var value)
            ? value : usual;

    /// <summary>A configuration of the shop, for commands.</summary>
    protected string ShopConfig => _config;

    /// <summary>Makes the topics and the events, replays them, and begins to publish at that many a second.</summary>
    protected async Task OpenShopAsync(int events, int eventsPerSecond)
    {
        await PrepareShopAsync(events);
        BeginPublishing(eventsPerSecond);
    }

    /// <summary>Makes the topics and the events, and replays them.</summary>
    protected async Task PrepareShopAsync(int events)
    {
        _behind = Generate(Day, events, events / 12);
        _replayed = await ReplayAsync("--input", $"events:{Day}");
        _config = Config();
        string[] create = ["topics", "create", "--config", _config, "--partitions", $"{Partitions}"];
        Assert.Equal(0, (await RunAsync(create)).Code);
    }

    /// <summary>Begins to publish the events at that many a second.</summary>
    protected void BeginPublishing(int eventsPerSecond) => _publishing = Task.Run(() => PublishAsync(
        _config, "--input", $"events:{Day}", "--rate", eventsPerSecond.ToString(CultureInfo.InvariantCulture)));

    /// <summary>Starts so many processes.</summary>
    private protected WorkerFleet StartFleet(int processes)
    {
        var fleet = new WorkerFleet(ConfigOf, Policy, Folder.FullName);
        for (var number = 0; number < processes; number++) fleet.Start(number);
        return fleet;
    }

    /// <summary>Waits until all is committed, ends the processes in order, and compares.</summary>
    /// <param name="fleet">The processes.</param>
    /// <param name="others">How many records were sent beside those of <c>publish</c>.</param>
    private protected async Task AssertExactAsync(WorkerFleet fleet, long others = 0)
    {
        _published = await _publishing;
        await fleet.UntilAsync("The end of the input", () => IsCaughtUpAsync(Partitions), EndLimit);
        await fleet.UntilAsync("A page of every task", async () =>
            ReadBy(await fleet.StatusesAsync()) == Sent(_published) + others, TimeSpan.FromSeconds(60));
        CheckBooks(await fleet.StatusesAsync(), Sent(_published) + others);
        foreach (var worker in fleet.Running) Assert.Equal(0, await worker.StopAsync());
        await CompareAsync(_replayed, _behind, times: 1);
    }

    private string ConfigOf(int number) => Config(new
    {
        Kafka = new
        {
            BootstrapServers = WorkersBootstrap, InstanceId = $"worker-{number}", TransactionTimeout = "PT5S",
            SessionTimeout = "PT6S",
        },
        State = new { Directory = Path.Combine(Folder.FullName, $"state-{number}"), SnapshotEvery = "PT5S" },
        Metrics = new { Port = 0 },
        // Events are published faster than they happened: an input that is silent for seconds is hours behind.
        Time = new { IdleAfter = "PT10M" },
    });
}
