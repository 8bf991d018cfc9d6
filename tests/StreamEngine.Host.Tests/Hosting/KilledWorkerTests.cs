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
/// disk, and without one from the changelog. STREAMENGINE_CUSTOMERS sets how many customers there are, and
/// STREAMENGINE_SEED the moment; how long it took is said by a diagnostic message (perf/README.md).
/// </summary>
public sealed partial class KilledWorkerTests(RealKafka kafka) : WorkerCase(kafka)
{
    private static readonly int Customers =
        int.TryParse(Environment.GetEnvironmentVariable("STREAMENGINE_CUSTOMERS"), out var asked) ? asked : 10_000;

    private static readonly TimeSpan Patience = TimeSpan.FromMinutes(2) + TimeSpan.FromMilliseconds(Customers);

    /// <summary>Portions in which those come back who do so while the worker keeps up with them.</summary>
    private const int Portions = 10;

    /// <summary>Whether what a replay costs decides when a snapshot is due; with a few customers time does.</summary>
    private static readonly bool AreMany = Customers > 100_000;

    private static readonly int Seed =
        int.TryParse(Environment.GetEnvironmentVariable("STREAMENGINE_SEED"), out var seed) ? seed
            : Environment.ProcessId;

    private string _config = "";
    private string _lastSnapshot = "";
    private int _starts;

    [Fact]
    public async Task A_killed_worker_goes_on_from_its_mirror_and_without_it_from_the_changelog()
    {
        var state = Path.Combine(Folder.FullName, "state");
        _config = Config(new
        {
            // The classic protocol gives a static member its place back at once; the other waits for its session.
            Kafka = new { GroupProtocol = "classic" },
            State = new { Directory = state, SnapshotEvery = AreMany ? "PT30S" : "PT2S" }, Metrics = new { Port = 0 },
        });
        Assert.Equal(0, (await RunAsync("topics", "create", "--config", _config, "--partitions", "1")).Code);
        var all = Publish("all", 0, 0, Customers);
        var portion = 0;
        await PublishAsync(all);
        await using (var first = Start())
        {
            await UntilAsync(() => IsCaughtUpAsync(1));
            await UntilAsync(() => ValueTask.FromResult(SnapshotRecords() >= (AreMany ? Customers / 2 : Customers)));
            await PublishAsync(Publish("some", 1, 0, Returning / 2));
            await UntilAsync(() => IsCaughtUpAsync(1));
            // A worker that has just caught up has much to replay: snapshots had no more than their share of the time.
            var snapshots = Snapshot().Count(Log());
            await PublishAsync(PublishPortion(portion++));
            await UntilAsync(() => ValueTask.FromResult(Snapshot().Count(Log()) > snapshots));
            // The others come one after the other, and it is killed in between.
            for (; portion <= KilledAfter; portion++) await PublishAsync(PublishPortion(portion));
            _lastSnapshot = Snapshot().Matches(Log())[^1].Value;
            await first.KillAsync();
        }

        await RestartAsync("the mirror");
        foreach (var mirror in Directory.GetDirectories(state, "mirror-*")) Directory.Delete(mirror, recursive: true);
        await RestartAsync("the changelog");
        for (; portion < Portions; portion++) await PublishAsync(PublishPortion(portion));

        // Time goes on to the end, and each session comes out once, be it of the first visit or of the second.
        await PublishAsync(Publish("end", 2, 0, 1));
        await using (var last = Start())
        {
            await UntilAsync(async () => await EndOfSessionsAsync() >= Customers + Returning
                && StandingOf(await SessionsAsync()).Count >= Customers + Returning);
            await last.KillAsync();
        }

        // Carts may come before the clicks of an input that was idle; what stands in the end is one session a visit.
        var lines = await SessionsAsync();
        Assert.Equal(Customers + Returning, StandingOf(lines).Count);
        Assert.Equal(lines.Count, lines.Distinct(StringComparer.Ordinal).Count());
    }

    private static int Returning => Customers / 10;

    private static int KilledAfter => new Random(Seed).Next(3, Portions);

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
            $"{Customers:N0} customers, killed after portion {KilledAfter} (seed {Seed}), "
            + $"{took:N0} ms from the start of the process, "
            + $"{process.TotalProcessorTime.TotalMilliseconds:N0} ms of processor: {restored}; "
            + $"before: {_lastSnapshot}"));
        await worker.KillAsync();
    }

    private string PublishPortion(int portion)
    {
        var half = Returning / 2;
        int From(int at) => half + (int)((long)(Returning - half) * at / Portions);
        return Publish($"portion-{portion}", 1, From(portion), From(portion + 1));
    }

    /// <summary>Visits of those customers, on that day, one after the other.</summary>
    private string Publish(string name, int day, int from, int to)
    {
        var path = Path.Combine(Folder.FullName, name + ".jsonl");
        EventFile.Write(path, Visits(day, from, to));
        return path;
    }

    private static IEnumerable<EventData> Visits(int day, int from, int to)
    {
        const long Start = 19_800 * EventTime.Day;
        for (var i = from; i < to; i++)
        {
            var visitor = string.Create(CultureInfo.InvariantCulture, $"visitor-{i}");
            var time = Start + (day * EventTime.Day) + (i * (EventTime.Hour * 20) / Customers);
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

    [GeneratedRegex(@"\d Task 0: snapshot \d+, (?<records>\d+) records, \d+ bytes in \d+ ms")]
    private static partial Regex Snapshot();
}
