using System.Globalization;
using StreamEngine.Load.Shop;

namespace StreamEngine.Benchmarks.Workers;

/// <summary>
/// The worker as a process on a real Kafka: how fast it empties full topics beside a reader that only reads them, how
/// long the group takes to assign, and what state costs in traffic while a shop is busy at its own pace.
/// </summary>
internal static class WorkerCommand
{
    private const string Usage = "worker speed HOST:PORT [events, 3,000,000] [hours that they span, 2] "
        + "[customers, 100,000] | traffic HOST:PORT [minutes, 12]";

    private const int Partitions = 4;
    private const int TrafficEventsPerSecond = 400;

    /// <summary>Runs it; 2 where the arguments are none.</summary>
    public static async Task<int> RunAsync(string[] args)
    {
        if (args is ["speed", var brokers, ..])
        {
            var options = new ShopOptions
            {
                Events = Number(args, 2, 3_000_000), Days = Number(args, 3, 2) / 24.0,
                Customers = Number(args, 4, 100_000), Broken = 0,
            };
            await SpeedAsync(brokers, options).ConfigureAwait(false);
            return 0;
        }

        if (args is ["traffic", var bootstrap, ..])
        {
            await TrafficAsync(bootstrap, Number(args, 2, 12)).ConfigureAwait(false);
            return 0;
        }

        Console.Error.WriteLine(Usage);
        return 2;
    }

    private static int Number(string[] args, int at, int usual) =>
        args.Length > at ? int.Parse(args[at], NumberStyles.AllowThousands, CultureInfo.InvariantCulture) : usual;

    private static async Task SpeedAsync(string bootstrap, ShopOptions options)
    {
        using var shop = new ShopOnTopics(bootstrap, Partitions);
        await shop.CreateAsync().ConfigureAwait(false);
        await shop.PublishAsync(options).ConfigureAwait(false);
        var raw = await shop.ReadAsync().ConfigureAwait(false);
        Say($"raw reader          {raw.PerSecond,12:N0} events/s   {raw.Records:N0} records in {raw.Seconds:N1} s");
        foreach (var (name, policy) in Policies)
        {
            foreach (var protocol in new[] { "consumer", "classic" })
            {
                var run = await shop.EmptyAsync(name, policy, protocol).ConfigureAwait(false);
                var ratio = run.PerSecond / raw.PerSecond;
                Say($"{name,-10} {protocol,-8} {run.PerSecond,12:N0} events/s   {ratio:P0} of raw");
                Say($"    {run.CpuNsAnEvent:N0} ns CPU an event, at most {run.PeakMiB:N0} MiB");
                Say($"    all tasks run {run.AssignedAfter.TotalSeconds:N1} s after the pages were open");
                Say($"    and {run.BackAfter.TotalSeconds:N1} s after SIGKILL and a start under the same name");
            }
        }
    }

    private static async Task TrafficAsync(string bootstrap, int minutes)
    {
        using var shop = new ShopOnTopics(bootstrap, Partitions);
        await shop.CreateAsync().ConfigureAwait(false);
        var events = minutes * 60 * TrafficEventsPerSecond;
        // Enough people that most of them come once.
        var options = new ShopOptions
        {
            Events = events, Customers = events / 8, Broken = 0, Days = minutes / (24.0 * 60), Late = 0,
        };
        var traffic = await shop.FollowAsync(options, TrafficEventsPerSecond).ConfigureAwait(false);
        Say($"input               {traffic.Input,14:N0} bytes, {traffic.Records:N0} records");
        Say($"journal             {traffic.Journal,14:N0} bytes, {traffic.Journal / (double)traffic.Input:P1}");
        Say($"changelog           {traffic.Changelog,14:N0} bytes, {traffic.Changelog / (double)traffic.Input:P1}");
        var eachTime = traffic.RecordAnEvent / (double)traffic.Input;
        Say($"one record an event {traffic.RecordAnEvent,14:N0} bytes, {eachTime:P1}: a snapshot's mean, each time");
    }

    private static IEnumerable<(string Name, string Policy)> Policies =>
    [
        ("sessions", """
            {"abandonment":{"cart":{"enabled":false},"checkout":{"enabled":false},"browse":{"enabled":false}}}
            """),
        ("whole", """{"governance":{"consent":"assumed","staleAfter":null}}"""),
    ];

    private static void Say(FormattableString line) => Console.WriteLine(line.ToString(CultureInfo.InvariantCulture));
}
