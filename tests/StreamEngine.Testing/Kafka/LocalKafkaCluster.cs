using System.Globalization;

namespace StreamEngine.Testing.Kafka;

/// <summary>
/// A Kafka cluster of our own on the loopback interface: KRaft, one process a node, everything in a temporary folder
/// that is removed at the end. Node numbers begin at 1.
/// </summary>
public sealed class LocalKafkaCluster : IAsyncDisposable
{
    private static readonly TimeSpan StartLimit = TimeSpan.FromSeconds(90);

    private readonly KafkaDistribution _distribution;
    private readonly string _folder;
    private readonly NodePorts[] _ports;
    private readonly ServerProcess?[] _nodes;

    private LocalKafkaCluster(KafkaDistribution distribution, string folder, NodePorts[] ports)
    {
        _distribution = distribution;
        _folder = folder;
        _ports = ports;
        _nodes = new ServerProcess?[ports.Length];
    }

    /// <summary>How many nodes it has.</summary>
    public int Nodes => _ports.Length;

    /// <summary>Its address.</summary>
    public string Bootstrap => string.Join(',', _ports.Select(static p => $"127.0.0.1:{p.Client}"));

    /// <summary>The port at which the first node also listens, for a proxy in between.</summary>
    public int BehindProxyPort => _ports[0].BehindProxy;

    /// <summary>
    /// The port at which the first node tells clients of the proxy to find it: the proxy has to listen there.
    /// </summary>
    public int ProxyPort => _ports[0].Proxy;

    /// <summary>Starts a cluster and waits until it answers.</summary>
    /// <param name="distribution">The Kafka.</param>
    /// <param name="nodes">How many nodes.</param>
    /// <param name="settings">Broker settings that differ.</param>
    public static async Task<LocalKafkaCluster> StartAsync(
        KafkaDistribution distribution, int nodes = 1, IReadOnlyDictionary<string, string>? settings = null)
    {
        var folder = Directory.CreateTempSubdirectory("streamengine-kafka-").FullName;
        var free = FreePorts.Take(nodes * 4);
        var ports = Enumerable.Range(0, nodes)
            .Select(n => new NodePorts(free[n * 4], free[(n * 4) + 1], free[(n * 4) + 2], free[(n * 4) + 3])).ToArray();
        var cluster = new LocalKafkaCluster(distribution, folder, ports);
        try
        {
            var id = ClusterId();
            await Task.WhenAll(Enumerable.Range(1, nodes).Select(n => cluster.FormatAsync(n, id, settings)));
            await Task.WhenAll(Enumerable.Range(1, nodes).Select(cluster.StartNodeAsync));
            return cluster;
        }
        catch
        {
            await cluster.DisposeAsync();
            throw;
        }
    }

    /// <summary>Starts a node that was killed, and waits until it listens.</summary>
    public async Task StartNodeAsync(int node)
    {
        var process = _distribution.Start(
            512, "kafka.Kafka", [Properties(node)], Path.Combine(_folder, $"node-{node}.log"));
        _nodes[node - 1] = process;
        await FreePorts.WaitForListenerAsync(_ports[node - 1].Client,
            () => process.HasEnded ? $"Kafka node {node} ended while starting:\n{process.Tail()}" : null, StartLimit);
    }

    /// <summary>Kills a node.</summary>
    public Task KillNodeAsync(int node) => Node(node).KillAsync();

    /// <summary>Stops a node in its tracks.</summary>
    public Task PauseNodeAsync(int node) => Node(node).PauseAsync();

    /// <summary>Lets a paused node go on.</summary>
    public Task ResumeNodeAsync(int node) => Node(node).ResumeAsync();

    /// <inheritdoc/>
    public async ValueTask DisposeAsync()
    {
        foreach (var node in _nodes)
            if (node is not null) await node.DisposeAsync();
        Directory.Delete(_folder, recursive: true);
    }

    private ServerProcess Node(int node) =>
        _nodes[node - 1] ?? throw new InvalidOperationException($"Node {node} was never started.");

    private string Properties(int node) => Path.Combine(_folder, $"node-{node}.properties");

    private async Task FormatAsync(int node, string clusterId, IReadOnlyDictionary<string, string>? settings)
    {
        var lines = Settings(node);
        foreach (var (key, value) in settings ?? new Dictionary<string, string>()) lines[key] = value;
        await File.WriteAllLinesAsync(Properties(node), lines.Select(static l => $"{l.Key}={l.Value}"));
        await using var format = _distribution.Start(128, "kafka.tools.StorageTool",
            ["format", "-t", clusterId, "-c", Properties(node)], Path.Combine(_folder, $"format-{node}.log"));
        if (await format.WaitForEndAsync() != 0)
            throw new InvalidOperationException($"Formatting node {node} failed:\n{format.Tail()}");
    }

    private Dictionary<string, string> Settings(int node)
    {
        var ports = _ports[node - 1];
        var replicas = Math.Min(_ports.Length, 3).ToString(CultureInfo.InvariantCulture);
        var inSync = _ports.Length < 3 ? "1" : "2";
        return new Dictionary<string, string>
        {
            ["process.roles"] = "broker,controller",
            ["node.id"] = node.ToString(CultureInfo.InvariantCulture),
            ["controller.quorum.voters"] =
                string.Join(',', _ports.Select(static (p, i) => $"{i + 1}@127.0.0.1:{p.Quorum}")),
            ["controller.listener.names"] = "QUORUM",
            ["listeners"] = $"CLIENT://127.0.0.1:{ports.Client},PROXIED://127.0.0.1:{ports.BehindProxy}"
                + $",QUORUM://127.0.0.1:{ports.Quorum}",
            ["advertised.listeners"] = $"CLIENT://127.0.0.1:{ports.Client},PROXIED://127.0.0.1:{ports.Proxy}",
            ["listener.security.protocol.map"] = "CLIENT:PLAINTEXT,PROXIED:PLAINTEXT,QUORUM:PLAINTEXT",
            ["inter.broker.listener.name"] = "CLIENT",
            ["log.dirs"] = Path.Combine(_folder, $"data-{node}"),
            ["num.partitions"] = "4",
            ["auto.create.topics.enable"] = "false",
            ["default.replication.factor"] = replicas,
            ["min.insync.replicas"] = inSync,
            ["offsets.topic.replication.factor"] = replicas,
            ["offsets.topic.num.partitions"] = "4",
            ["transaction.state.log.replication.factor"] = replicas,
            ["transaction.state.log.min.isr"] = inSync,
            ["transaction.state.log.num.partitions"] = "4",
            ["share.coordinator.state.topic.replication.factor"] = replicas,
            ["share.coordinator.state.topic.min.isr"] = inSync,
            // Tests wait for joins, leaves and expired sessions; the defaults are made for slower networks.
            ["group.initial.rebalance.delay.ms"] = "0",
            ["group.min.session.timeout.ms"] = "1000",
            ["group.consumer.min.session.timeout.ms"] = "1000",
            ["group.consumer.session.timeout.ms"] = "6000",
            ["group.consumer.min.heartbeat.interval.ms"] = "100",
            ["group.consumer.heartbeat.interval.ms"] = "200",
            // A node that was killed leads its partitions until its session ends.
            ["broker.session.timeout.ms"] = "3000",
            ["broker.heartbeat.interval.ms"] = "500",
            ["transaction.abort.timed.out.transaction.cleanup.interval.ms"] = "500",
            // Replayed history carries its own record timestamps, to which retention applies.
            ["log.retention.ms"] = "-1",
            ["log.cleaner.dedupe.buffer.size"] = "16777216",
        };
    }

    private static string ClusterId() => Convert.ToBase64String(Guid.NewGuid().ToByteArray())
        .TrimEnd('=').Replace('+', 'a').Replace('/', 'b');

    private sealed record NodePorts(int Client, int Quorum, int BehindProxy, int Proxy);
}
