using System.Globalization;
using StreamEngine.Commerce.Policies;
using StreamEngine.Connectors.Kafka;
using StreamEngine.Core.Log;
using StreamEngine.Core.Time;
using StreamEngine.Host.Configuration;
using StreamEngine.Host.Consoles;
using StreamEngine.Host.Hosting;
using StreamEngine.Host.Logging;
using StreamEngine.Host.Publishing;
using StreamEngine.Host.Replay;

namespace StreamEngine.Host.Demo;

/// <summary>The whole thing without Kafka: a broker in this process, shop data, the worker, its pages.</summary>
/// <param name="console">Where it says what happens.</param>
/// <param name="port">The port of the pages.</param>
internal sealed class DemoRun(HostConsole console, int port)
{
    private const double EventsPerSecond = 100;

    /// <summary>Runs until it is told to stop.</summary>
    public async Task RunAsync(CancellationToken stop)
    {
        var inputs = SampleData.Find();
        var folder = Directory.CreateTempSubdirectory("streamengine-demo-");
        try
        {
            var topics = new TopicNames();
            using var broker = EmbeddedBroker.Start(PlannedTopic.All(topics).Select(topic => topic.Name));
            await RunAsync(inputs, SettingsOf(broker, topics, folder.FullName), stop).ConfigureAwait(false);
        }
        finally
        {
            folder.Delete(recursive: true);
        }
    }

    // The data is old and knows no consent.
    private static ShopPolicy Policy => new()
    {
        Version = "demo",
        Governance = new GovernancePolicy { Consent = ConsentPolicy.Assumed, StaleAfterMs = null },
    };

    private HostSettings SettingsOf(EmbeddedBroker broker, TopicNames topics, string folder) => new()
    {
        Kafka = new KafkaSettings
        {
            BootstrapServers = broker.Bootstrap, GroupId = "streamengine-demo", InstanceId = "demo",
            GroupProtocol = GroupProtocol.Classic,
        },
        Topics = topics,
        State = new StateSettings { Directory = folder },
        Metrics = new MetricsSettings { Port = port },
        IdleAfter = TimeSpan.FromSeconds(2),
    };

    private async Task RunAsync(
        IReadOnlyList<Connectors.Files.Inputs.FileInput> inputs, HostSettings settings, CancellationToken stop)
    {
        var logger = new LineLogger(console.Error, LogFormat.Text, LogLevel.Warning, console.Time);
        var host = new WorkerHost(settings, Policy, logger, console.Time)
        {
            OpenLog = EmbeddedBroker.Client, ChecksTopics = false,
        };
        using var ends = CancellationTokenSource.CreateLinkedTokenSource(stop);
        var working = host.RunAsync(ends.Token);
        try
        {
            if (await Task.WhenAny(host.PagesUrl, working).ConfigureAwait(false) == working)
                await working.ConfigureAwait(false);
            Introduce(await host.PagesUrl.ConfigureAwait(false));
            var plan = new PublishPlan
            {
                Inputs = inputs, Settings = settings, Policy = Policy, Rate = EventsPerSecond, Drain = true,
            };
            var publish = new PublishRun(plan, console.Time) { OpenLog = EmbeddedBroker.Client };
            var publishing = publish.RunAsync(NoProgress.Instance, ends.Token);
            await TellAsync(host, publishing, working, ends.Token).ConfigureAwait(false);
        }
        finally
        {
            await ends.CancelAsync().ConfigureAwait(false);
            await working.ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        }
    }

    private void Introduce(Uri pages)
    {
        console.Out.WriteLine("StreamEngine demo: an embedded broker, real shop data played fast, the worker.");
        console.Out.WriteLine($"Look here:  {pages}status  {pages}metrics  {pages}health/ready");
        console.Out.WriteLine("Exactly-once is not shown here: the embedded broker keeps no offsets of transactions.");
        console.Out.WriteLine("Played are three months of a gift shop (orders, 2010) and visits of OTTO (2022).");
        console.Out.WriteLine("Ctrl-C ends it.");
        console.Out.WriteLine();
    }

    private async Task TellAsync(WorkerHost host, Task<PublishResult> publishing, Task working, CancellationToken ends)
    {
        var started = console.Time.GetTimestamp();
        var isTold = false;
        while (!ends.IsCancellationRequested)
        {
            var pause = Task.Delay(Limits.DemoLineEvery, console.Time, ends);
            if (await Task.WhenAny(pause, working).ConfigureAwait(false) == working)
            {
                await working.ConfigureAwait(false);
                return;
            }

            if (publishing.IsFaulted) await publishing.ConfigureAwait(false);
            if (ends.IsCancellationRequested) return;
            await console.Out.WriteLineAsync(Line(host, console.Time.GetElapsedTime(started))).ConfigureAwait(false);
            if (!publishing.IsCompletedSuccessfully || isTold) continue;
            isTold = true;
            await console.Out.WriteLineAsync("All of the data is played; the pages stay up until Ctrl-C.")
                .ConfigureAwait(false);
        }
    }

    private static string Line(WorkerHost host, TimeSpan elapsed)
    {
        var tasks = host.Reports().SelectMany(worker => worker.Tasks).ToList();
        var processed = tasks.Sum(task => task.Inputs.Sum(input => input.Ledger.Processed));
        var time = tasks.Select(task => task.Watermark).Where(w => w is not (EventTime.Min or EventTime.Max))
            .DefaultIfEmpty(EventTime.Min).Max();
        var at = time == EventTime.Min ? "" : $", event time {EventTime.Format(time)[..16]}";
        return string.Create(CultureInfo.InvariantCulture,
            $"{elapsed.TotalSeconds,4:N0} s: {processed:N0} events, {host.Published.Sessions:N0} sessions, "
            + $"{host.Published.Triggers:N0} triggers, {host.Published.Decisions:N0} decisions{at}");
    }

    private sealed class NoProgress : IReplayProgress
    {
        public static readonly NoProgress Instance = new();

        public void Report(long bytesRead, long bytesTotal, long records) => _ = records;
    }
}
