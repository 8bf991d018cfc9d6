using System.Net;
using System.Net.Sockets;
using StreamEngine.Core.Log;
using StreamEngine.Host.Hosting;
using StreamEngine.Host.Tests.Kafka;
using StreamEngine.Testing.Kafka;

namespace StreamEngine.Host.Tests.Hosting;

/// <summary>What a worker says that does not start: the cause by name, and the mend.</summary>
public sealed class RefusalTests(RealKafka kafka) : KafkaCase(kafka)
{
    private string State => Path.Combine(Folder.FullName, "state");

    [Fact]
    public async Task Missing_topics_keep_the_worker_from_starting()
    {
        var (code, _, error) = await RunAsync("run", "--config", Worker());
        Assert.Equal(2, code);
        foreach (var topic in PlannedTopic.All(Topics))
            Assert.Contains($"{topic.Name}: does not exist. Run 'streamengine topics create'.", error,
                StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_port_in_use_is_named()
    {
        using var listener = new TcpListener(IPAddress.Loopback, 0);
        listener.Start();
        var port = ((IPEndPoint)listener.LocalEndpoint).Port;
        var (code, _, error) = await RunAsync("run", "--config", Worker(port));
        Assert.Equal(1, code);
        Assert.Contains($"127.0.0.1:{port}", error, StringComparison.Ordinal);
        Assert.Contains("Metrics:Port", error, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_state_directory_in_use_is_refused()
    {
        using var held = StateFolder.Take(State);
        var (code, _, error) = await RunAsync("run", "--config", Worker());
        Assert.Equal(1, code);
        Assert.Contains($"State:Directory {State} is in use by another process.", error, StringComparison.Ordinal);
    }

    [Fact]
    public async Task The_state_directory_of_another_cluster_is_refused()
    {
        using (var folder = StateFolder.Take(State)) folder.Belongs("elsewhere", Group);
        var (code, _, error) = await RunAsync("run", "--config", Worker());
        Assert.Equal(1, code);
        Assert.Contains("holds the state of cluster elsewhere", error, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Too_little_memory_for_the_tasks_is_refused_with_the_least()
    {
        var config = Config(new
        {
            State = new { Directory = State, MemoryLimitBytes = 64 << 20 }, Metrics = new { Port = 0 },
        });
        Assert.Equal(0, (await RunAsync("topics", "create", "--config", config, "--partitions", "4")).Code);
        var (code, _, error) = await RunAsync("run", "--config", config);
        Assert.Equal(2, code);
        Assert.Contains("for 4 tasks at least 100663296 is allowed", error, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Starting_over_has_to_be_meant()
    {
        var (code, _, error) = await RunAsync("state", "reset", "--config", Worker());
        Assert.Equal(2, code);
        Assert.Contains("Say --yes if that is meant. Nothing was changed.", error, StringComparison.Ordinal);
    }

    private string Worker(int port = 0) => Config(new
    {
        State = new { Directory = State }, Metrics = new { Port = port },
    });
}
