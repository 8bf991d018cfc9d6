using System.Globalization;
using System.Text.Json;
using System.Text.RegularExpressions;
using StreamEngine.Core.Log;
using StreamEngine.Host.Tests.Support;
using StreamEngine.Testing.Kafka;

namespace StreamEngine.Host.Tests.Hosting;

/// <summary>Figures from topics to topics: the lines in the topic of KPIs are those of a replay.</summary>
public sealed partial class KpiRunTests(RealKafka kafka) : WorkerCase(kafka)
{
    private const int Partitions = 4, Shares = 3;

    [Fact]
    public async Task The_lines_in_the_topic_are_those_of_a_replay_also_when_processes_come_and_go()
    {
        string[] inputs =
        [
            "--input", $"uci-online-retail:{Workspace.Uci}", "--input", $"otto:{Workspace.Otto}",
        ];
        var replayed = await ReplayAsync(inputs);

        await CreateTopicsAsync();
        await PublishAsync(Worker("one"), inputs);

        var first = await RunningWorker.StartAsync("--config", Worker("one"), "--policy", Policy);
        await using (first)
        {
            await first.UntilAsync(async () => await CommittedAsync(Topics.KpiPartials, Shares, ShareGroup) > 0,
                TimeSpan.FromMinutes(2));
            Assert.Equal(0, await first.StopAsync());
        }

        await using var second = await RunningWorker.StartAsync("--config", Worker("two"), "--policy", Policy);
        await second.UntilAsync(async () => await second.PageAsync("health/ready") == "ready\n",
            TimeSpan.FromMinutes(2));
        await using var third = await RunningWorker.StartAsync("--config", Worker("one"), "--policy", Policy);
        await second.UntilAsync(IsDoneAsync, TimeSpan.FromMinutes(4));

        var (lines, final) = MergedFigures.Merged(await ReadAsync(Topics.Kpis));
        MergedFigures.AssertSame(await MergedFigures.ReplayedAsync(replayed), lines);
        Assert.InRange(final, lines.Count / 2, lines.Count - 1);
        await CheckPagesAsync([second, third], replayed);
        await CheckReportAsync(replayed);
        Assert.Equal(0, await second.StopAsync());
        Assert.Equal(0, await third.StopAsync());
        await StartOverAsync(replayed);
    }

    /// <summary>The stage alone is told to start over: it reads all shares again and comes to the same lines.</summary>
    private async Task StartOverAsync(string replayed)
    {
        var shown = await RunAsync("state", "show", "--kpis", "--config", Worker("one"));
        Assert.True(shown.Code == 0, shown.Error);
        Assert.Contains($"Task {Shares - 1}: ", shown.Out, StringComparison.Ordinal);
        var reset = await RunAsync("state", "reset", "--kpis", "--config", Worker("one"), "--yes");
        Assert.True(reset.Code == 0, reset.Error);
        Assert.Equal(0, await CommittedAsync(Topics.KpiPartials, Shares, ShareGroup));
        await using var worker = await RunningWorker.StartAsync("--config", Worker("one"), "--policy", Policy);
        await worker.UntilAsync(IsDoneAsync, TimeSpan.FromMinutes(4));
        var (lines, _) = MergedFigures.Merged(await ReadAsync(Topics.Kpis), hasStartedOver: true);
        MergedFigures.AssertSame(await MergedFigures.ReplayedAsync(replayed), lines);
        Assert.Equal(0, await worker.StopAsync());
    }

    private string ShareGroup => $"{Group}.kpis";

    private string Worker(string name) => Config(new
    {
        Kafka = new { InstanceId = name },
        State = new { Directory = Path.Combine(Folder.FullName, $"state-{name}") }, Metrics = new { Port = 0 },
        Time = new { IdleAfter = "PT1S" },
    });

    // The stage has as many tasks as its topic has partitions, whatever the inputs have.
    private async Task CreateTopicsAsync()
    {
        var shares = new TopicSpecification
        {
            Name = Topics.KpiPartials, Partitions = Shares,
            Settings = new Dictionary<string, string> { ["cleanup.policy"] = "compact" },
        };
        Assert.Null(await Client.Topics.CreateAsync(shares, Long));
        var created = await RunAsync(
            "topics", "create", "--config", Worker("one"), "--partitions", $"{Partitions}");
        Assert.True(created.Code == 0, created.Error);
    }

    private async ValueTask<bool> IsDoneAsync()
    {
        string[] inputs = [Topics.Clickstream, Topics.Carts, Topics.Orders, Topics.Customers!];
        foreach (var topic in inputs)
            if (await LagAsync(topic, Partitions, Group) > Partitions) return false;
        // Before the end of each partition lies the marker of the last transaction.
        return await LagAsync(Topics.KpiPartials, Shares, ShareGroup) <= Shares;
    }

    private async Task<long> LagAsync(string topic, int count, string group)
    {
        var partitions = Enumerable.Range(0, count).Select(p => new LogPartition(topic, p)).ToList();
        var ends = (await Client.Offsets.EndAsync(partitions, LogEnd.Stable, Long)).Value!;
        return ends.Sum(p => p.Offset) - await CommittedAsync(topic, count, group);
    }

    private async Task<long> CommittedAsync(string topic, int count, string group)
    {
        var partitions = Enumerable.Range(0, count).Select(p => new LogPartition(topic, p)).ToList();
        var committed = (await ClientOf(group).Offsets.CommittedAsync(partitions, Long)).Value;
        return committed?.Sum(p => Math.Max(0, p.Offset)) ?? 0;
    }

    /// <summary>
    /// The report of the topic has the lines of the replay's in the same order; more are provisional, as time goes on.
    /// </summary>
    private async Task CheckReportAsync(string replayed)
    {
        string Page(string name) => Path.Combine(Folder.FullName, name);
        var ofReplay = await RunAsync("report", "--out", replayed, "--to", Page("replay.html"));
        Assert.True(ofReplay.Code == 0, ofReplay.Error);
        var ofTopic = await RunAsync("report", "--config", Worker("one"), "--to", Page("topic.html"));
        Assert.True(ofTopic.Code == 0, ofTopic.Error);
        static IEnumerable<string> Lines(string csv) => File.ReadLines(csv)
            .Select(line => string.Join(',', line.Split(',')[..^2]));
        Assert.Equal(Lines(Page("replay.csv")), Lines(Page("topic.csv")));
        Assert.True(Lines(Page("topic.csv")).Count() > 1000);
        Assert.Contains("provisional", await File.ReadAllTextAsync(Page("topic.html")), StringComparison.Ordinal);
        var neither = await RunAsync("report", "--to", Page("none.html"));
        Assert.Equal(2, neither.Code);
        Assert.Contains("--out DIR", neither.Error, StringComparison.Ordinal);
    }

    private async Task CheckPagesAsync(RunningWorker[] workers, string replayed)
    {
        var tasks = 0;
        foreach (var worker in workers)
        {
            using var status = JsonDocument.Parse(await worker.PageAsync("status"));
            var stage = status.RootElement.GetProperty("kpis");
            Assert.Equal("running", stage.GetProperty("phase").GetString());
            tasks += stage.GetProperty("tasks").EnumerateArray()
                .Count(task => task.GetProperty("state").GetString() == "running");
        }

        Assert.Equal(Shares, tasks);
        // The whole of all time is always a window at hand; one process alone shows it.
        var expected = await AllTimeAsync(replayed, "orders");
        var shown = new List<decimal>();
        foreach (var worker in workers)
            shown.AddRange(AllOrders().Matches(await worker.PageAsync("metrics"))
                .Select(match => decimal.Parse(match.Groups[1].Value, CultureInfo.InvariantCulture)));
        Assert.Equal([expected], shown);
    }

    private static async Task<decimal> AllTimeAsync(string replayed, string kpi)
    {
        await foreach (var line in File.ReadLinesAsync(Path.Combine(replayed, "kpis.jsonl")))
        {
            using var json = JsonDocument.Parse(line);
            var root = json.RootElement;
            if (root.GetProperty("kpi").GetString() == kpi && root.GetProperty("grain").GetString() == "all"
                && root.GetProperty("view").GetString() == "event"
                && root.GetProperty("breakdown").ValueKind == JsonValueKind.Null)
                return root.GetProperty("value").GetDecimal();
        }

        throw new InvalidOperationException($"there is no {kpi} of all time");
    }

    [GeneratedRegex("""
        streamengine_kpi_value\{kpi="orders",grain="all",view="event",currency=""\} (\S+)
        """)]
    private static partial Regex AllOrders();
}
