using StreamEngine.Testing.Kafka;

namespace StreamEngine.Host.Tests.Processes;

/// <summary>
/// A network between workers and broker that cuts, delays, resets and swallows. <c>STREAMENGINE_FAULTS</c> says how
/// often.
/// </summary>
[Collection(nameof(Fleets))]
public sealed class BadNetworkTests(RealKafka kafka) : FleetCase(kafka)
{
    private const int Processes = 2, EventsPerSecond = 1_500, SecondsEach = 4;

    private NetworkProxy? _proxy;

    private NetworkProxy Proxy => _proxy!;

    protected override string WorkersBootstrap => Proxy.Bootstrap;

    [Fact]
    public async Task A_network_that_cuts_delays_resets_and_swallows_costs_nothing()
    {
        var faults = Setting("STREAMENGINE_FAULTS", 4);
        await OpenShopAsync(faults * SecondsEach * EventsPerSecond, EventsPerSecond);
        await using var fleet = StartFleet(Processes);
        await fleet.UntilAsync(
            "The first commit", async () => ReadBy(await fleet.StatusesAsync()) > 0, TimeSpan.FromSeconds(60));
        for (var fault = 0; fault < faults; fault++) await HurtAsync(fault);
        await AssertExactAsync(fleet);
        Assert.Contains("did not commit", fleet.AllLogged, StringComparison.Ordinal);
    }

    private Task HurtAsync(int fault) => (fault % 4) switch
    {
        0 => ForAWhileAsync(Proxy.CutAsync, Proxy.MendAsync),
        1 => ForAWhileAsync(() => Proxy.DelayAsync(TimeSpan.FromSeconds(0.5)), Proxy.HurryAsync),
        2 => ForAWhileAsync(() => Proxy.ResetAfterAsync(TimeSpan.FromSeconds(0.3)), Proxy.KeepAsync),
        _ => ForAWhileAsync(Proxy.SwallowAnswersAsync, async () =>
        {
            await Proxy.LetAnswersThroughAsync();
            // Connections whose answers were swallowed stay silent.
            await Proxy.CutAsync();
            await Proxy.MendAsync();
        }),
    };

    private static async Task ForAWhileAsync(Func<Task> begin, Func<Task> end)
    {
        using var pace = new PeriodicTimer(TimeSpan.FromSeconds(SecondsEach / 2.0));
        await begin();
        await pace.WaitForNextTickAsync(Token);
        await end();
        await pace.WaitForNextTickAsync(Token);
    }

    public override async ValueTask InitializeAsync()
    {
        await base.InitializeAsync();
        var program = NetworkProxy.FindServer(out var reason);
        if (program is null) Assert.Skip(reason);
        var cluster = (await Broker.FindAsync()).Cluster;
        if (cluster is null) Assert.Skip("The proxy needs a broker of its own, one that says where the proxy is.");
        _proxy = await NetworkProxy.StartAsync(program!, cluster!);
    }

    public override async ValueTask DisposeAsync()
    {
        await base.DisposeAsync();
        if (_proxy is not null) await _proxy.DisposeAsync();
    }
}
