using System.Diagnostics;
using System.Globalization;
using System.Text.Json;
using System.Text.RegularExpressions;
using StreamEngine.Core.Log;
using StreamEngine.Core.Time;
using StreamEngine.Load;
using StreamEngine.Schemas.Events;
using StreamEngine.Schemas.Model;
using StreamEngine.Testing.Kafka;
using StreamEngine.Testing.Shop;

namespace StreamEngine.Host.Tests.Hosting;

/// <summary>
/// A worker in a process of its own is killed in the middle of its work, and started again: from the mirror on its
/// disk, and without one from the changelog. STREAMENGINE_CUSTOMERS sets how many customers there are; how long it took
/// is said by a diagnostic message (perf/README.md).
/// </summary>
public sealed partial class KilledWorkerTests(RealKafka kafka) : WorkerCase(kafka)
{
    private static readonly int Customers =
        int.TryParse(Environment.GetEnvironmentVariable("STREAMENGINE_CUSTOMERS"), out var asked) ? asked : 10_000;

    private static readonly TimeSpan Patience = TimeSpan.FromMinutes(2) + TimeSpan.FromMilliseconds(Customers);

    private string _config = "";
    private int _starts;

    [Fact]
    public async Task A_killed_worker_goes_on_from_its_mirror_and_without_it_from_the_changelog()
    {
        var state = Path.Combine(Folder.FullName, "state");
        _config = Config(new
        {
            // The classic protocol gives a static member its place back at once; the other waits for its session.
            Kafka = new { GroupProtocol = "classic" },
            State = new { Directory = state, SnapshotEvery = "PT2S" }, Metrics = new { Port = 0 },
        });
        Assert.Equal(0, (await RunAsync("topics", "create", "--config", _config, "--partitions", "1")).Code);
        var all = Publish("all", 0, Customers);
        await PublishAsync(all);
        await using (var first = Start())
        {
            await UntilAsync(() => IsCaughtUpAsync(1));
            await UntilAsync(() => ValueTask.FromResult(SnapshotRecords() >= Customers));
            // What comes now is replayed, as far as no snapshot has it.
            await PublishAsync(Publish("some", 1, Customers / 10));
            await UntilAsync(() => IsCaughtUpAsync(1));
            await first.KillAsync();
        }

        await RestartAsync("the mirror");
        foreach (var mirror in Directory.GetDirectories(state, "mirror-*")) Directory.Delete(mirror, recursive: true);
        await RestartAsync("the changelog");

        // Time goes on to the end, and each session comes out once, be it of the first visit or of the second.
        await PublishAsync(Publish("end", 2, 1));
        await using (var last = Start())
        {
            await UntilAsync(async () => await EndOfSessionsAsync() >= Customers + (Customers / 10)
                && StandingOf(await SessionsAsync()).Count >= Customers + (Customers / 10));
            await last.KillAsync();
        }

        // Carts may come before the clicks of an input that was idle; what stands in the end is one session a visit.
        var lines = await SessionsAsync();
        Assert.Equal(Customers + (Customers / 10), StandingOf(lines).Count);
        Assert.Equal(lines.Count, lines.Distinct(StringComparer.Ordinal).Count());
    }

    private string LogFile => Path.Combine(Folder.FullName, $"worker-{_starts}.log");

    private ServerProcess Start()
    {
        _starts++;
        return ServerProcess.Start(
            "dotnet", [Path.Combine(AppContext.BaseDirectory, "streamengine.dll"), "run", "--config", _config],
            LogFile);
    }

    private async Task RestartAsync(string source)
    {
        var startedAt = Now;
        await using var worker = Start();
        await UntilAsync(() => ValueTask.FromResult(Restored().IsMatch(Log())));
        var restored = Restored().Match(Log());
        Assert.Equal(source, restored.Groups["source"].Value);
        // How many of them a snapshot has when the worker is killed is a matter of the moment.
        Assert.True(Number(restored, "records") > Customers / 2, restored.Value);
        var took = (Now - startedAt).TotalMilliseconds;
        using var process = Process.GetProcessById(worker.Id);
        TestContext.Current.SendDiagnosticMessage(string.Create(CultureInfo.InvariantCulture,
            $"{Customers:N0} customers, {took:N0} ms from the start of the process, "
            + $"{process.TotalProcessorTime.TotalMilliseconds:N0} ms of processor: {restored}"));
        await worker.KillAsync();
    }

    /// <summary>Visits of the first so many customers, on that day; they last a minute, one after the other.</summary>
    private string Publish(string name, int day, int customers)
    {
        var path = Path.Combine(Folder.FullName, name + ".jsonl");
        EventFile.Write(path, Visits(day, customers));
        return path;
    }

    private static IEnumerable<EventData> Visits(int day, int customers)
    {
        const long Start = 19_800 * EventTime.Day;
        for (var i = 0; i < customers; i++)
        {
            var visitor = string.Create(CultureInfo.InvariantCulture, $"visitor-{i}");
            var time = Start + (day * EventTime.Day) + (i * EventTime.Hour * 20 / Customers);
            yield return new EventData
            {
                Topic = EventTopic.Clickstream, Type = EventType.ProductView, EventId = $"{day}-{i}",
                EventTime = time, AnonymousId = visitor, ProductId = $"product-{i % 5_000}", Country = "DE",
                Referrer = "https://search.example/", Campaign = "spring",
            };
            var add = new EventData
            {
                Topic = EventTopic.Carts, Type = EventType.Add, EventId = $"{day}-{i}", EventTime = time + 2_000,
                AnonymousId = visitor, CartId = $"cart-{visitor}", Currency = "EUR",
            };
            add.Lines.Add(new EventLine($"product-{i % 5_000}", "blue", 1, 9.90m));
            yield return add;
        }
    }

    private async Task PublishAsync(string file)
    {
        var published = await RunAsync("publish", "--input", $"events:{file}", "--config", _config);
        Assert.True(published.Code == 0, published.Error);
    }

    private async ValueTask<long> EndOfSessionsAsync() => (await Client.Offsets.EndAsync(
        [new LogPartition(Topics.Sessions, 0)], LogEnd.Stable, Long)).Value![0].Offset;

    private async ValueTask<List<string>> SessionsAsync() =>
        [.. (await ReadAsync(Topics.Sessions)).SelectMany(read => Enumerable.Range(0, read.Batch.Count)
            .Select(i => AvroJson.Of(ShopSchemas.Session.Json, read.Batch.Value(read.Batch[i]))))];

    /// <summary>The ids of the sessions that were not merged into others.</summary>
    private static HashSet<string> StandingOf(List<string> sessions)
    {
        var standing = new HashSet<string>(StringComparer.Ordinal);
        foreach (var session in sessions)
        {
            using var json = JsonDocument.Parse(session);
            var id = json.RootElement.GetProperty("sessionId").GetString()!;
            if (json.RootElement.GetProperty("status").GetString() == "merged") standing.Remove(id);
            else standing.Add(id);
        }

        return standing;
    }

    private async Task UntilAsync(Func<ValueTask<bool>> condition)
    {
        using var deadline = new CancellationTokenSource(Patience);
        using var timer = new PeriodicTimer(TimeSpan.FromMilliseconds(100));
        while (!await condition())
        {
            if (deadline.IsCancellationRequested) Assert.Fail($"It did not come within {Patience}: {Log()}");
            await timer.WaitForNextTickAsync(TestContext.Current.CancellationToken);
        }
    }

    private long SnapshotRecords() => Snapshot().Matches(Log()).Sum(match => Number(match, "records"));

    private static long Number(Match match, string group) =>
        long.Parse(match.Groups[group].Value, CultureInfo.InvariantCulture);

    private string Log()
    {
        using var stream = new FileStream(LogFile, FileMode.OpenOrCreate, FileAccess.Read, FileShare.ReadWrite);
        using var reader = new StreamReader(stream);
        return reader.ReadToEnd();
    }

    // The stage that merges figures has tasks of its own, and says so in front.
    [GeneratedRegex(@"\d Task 0: restored (?<records>\d+) records of state from (?<source>[a-z ]+), \d+ replayed.*\)")]
    private static partial Regex Restored();

    [GeneratedRegex(@"\d Task 0: snapshot \d+, (?<records>\d+) records")]
    private static partial Regex Snapshot();
}
