using System.Net.Http.Json;

namespace StreamEngine.Testing.Kafka;

/// <summary>
/// A Toxiproxy between clients and the first node of a cluster of our own: it cuts, delays and swallows. Found by
/// <c>TOXIPROXY_SERVER</c>, or in the folder <c>toxiproxy</c> beside <c>KAFKA_HOME</c>.
/// </summary>
public sealed class NetworkProxy : IAsyncDisposable
{
    private const string Name = "kafka";

    private readonly ServerProcess _server;
    private readonly HttpClient _control;

    private NetworkProxy(ServerProcess server, HttpClient control, string bootstrap)
    {
        _server = server;
        _control = control;
        Bootstrap = bootstrap;
    }

    /// <summary>The address of the cluster behind the proxy.</summary>
    public string Bootstrap { get; }

    /// <summary>The server program, or the reason why there is none.</summary>
    public static string? FindServer(out string reason)
    {
        reason = "no Toxiproxy: TOXIPROXY_SERVER is not set and there is none beside KAFKA_HOME";
        var named = Environment.GetEnvironmentVariable("TOXIPROXY_SERVER");
        if (named is { Length: > 0 }) return named;
        var home = Environment.GetEnvironmentVariable("KAFKA_HOME");
        if (home is not { Length: > 0 }) return null;
        var beside = Path.Combine(Path.GetFullPath(home), "..", "toxiproxy", "toxiproxy-server");
        return File.Exists(beside) ? beside : null;
    }

    /// <summary>Starts a proxy in front of the cluster; one at a time.</summary>
    public static async Task<NetworkProxy> StartAsync(string program, LocalKafkaCluster cluster)
    {
        var port = FreePorts.Take(1)[0];
        var server = ServerProcess.Start(program, ["-host", "127.0.0.1", "-port", $"{port}"],
            Path.Combine(Path.GetTempPath(), $"streamengine-toxiproxy-{port}.log"));
        await FreePorts.WaitForListenerAsync(port,
            () => server.HasEnded ? $"Toxiproxy ended: {server.Tail()}" : null, TimeSpan.FromSeconds(20));
        var control = new HttpClient { BaseAddress = new Uri($"http://127.0.0.1:{port}") };
        // Toxiproxy refuses callers that look like browsers, and those without a name.
        control.DefaultRequestHeaders.UserAgent.ParseAdd("streamengine-tests");
        var proxy = new NetworkProxy(server, control, $"127.0.0.1:{cluster.ProxyPort}");
        await proxy.PostAsync("/proxies", new
        {
            name = Name, listen = $"127.0.0.1:{cluster.ProxyPort}", upstream = $"127.0.0.1:{cluster.BehindProxyPort}",
        });
        return proxy;
    }

    /// <summary>Cuts every connection and accepts no new one.</summary>
    public Task CutAsync() => PostAsync($"/proxies/{Name}", new { enabled = false });

    /// <summary>Accepts connections again.</summary>
    public Task MendAsync() => PostAsync($"/proxies/{Name}", new { enabled = true });

    /// <summary>Swallows everything that the brokers say from now on; what clients say still arrives.</summary>
    public Task SwallowAnswersAsync() => AddAsync("swallow", "timeout", new { timeout = 0 });

    /// <summary>Lets answers through again, on new connections.</summary>
    public Task LetAnswersThroughAsync() => RemoveAsync("swallow");

    /// <summary>Brokers' answers take that much longer from now on.</summary>
    public Task DelayAsync(TimeSpan delay) =>
        AddAsync("delay", "latency", new { latency = (long)delay.TotalMilliseconds });

    /// <summary>Answers take no longer than they need.</summary>
    public Task HurryAsync() => RemoveAsync("delay");

    /// <summary>Every connection is reset (TCP RST) once it has lived for so long.</summary>
    public Task ResetAfterAsync(TimeSpan age) =>
        AddAsync("reset", "reset_peer", new { timeout = (long)age.TotalMilliseconds });

    /// <summary>Connections live on.</summary>
    public Task KeepAsync() => RemoveAsync("reset");

    /// <inheritdoc/>
    public async ValueTask DisposeAsync()
    {
        _control.Dispose();
        await _server.DisposeAsync();
    }

    private Task AddAsync<T>(string name, string type, T attributes) =>
        PostAsync($"/proxies/{Name}/toxics", new { name, type, stream = "downstream", attributes });

    private async Task RemoveAsync(string toxic)
    {
        using var response = await _control.DeleteAsync(new Uri($"/proxies/{Name}/toxics/{toxic}", UriKind.Relative));
        response.EnsureSuccessStatusCode();
    }

    private async Task PostAsync<T>(string path, T body)
    {
        using var response = await _control.PostAsJsonAsync(new Uri(path, UriKind.Relative), body);
        response.EnsureSuccessStatusCode();
    }
}
