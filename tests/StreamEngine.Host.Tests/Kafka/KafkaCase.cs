using System.Text.Json;
using StreamEngine.Connectors.Kafka;
using StreamEngine.Core.Log;
using StreamEngine.Host.Commands;
using StreamEngine.Host.Consoles;
using StreamEngine.Testing.Kafka;

[assembly: AssemblyFixture(typeof(RealKafka))]

namespace StreamEngine.Host.Tests.Kafka;

/// <summary>What tests of commands against a real Kafka share: topics of their own, a configuration file.</summary>
public abstract class KafkaCase(RealKafka kafka) : IAsyncLifetime
{
    protected static readonly TimeSpan Long = TimeSpan.FromSeconds(60);
    private readonly Dictionary<string, KafkaLogClient> _clients = [];

    protected RealKafka Broker => kafka;

    protected DirectoryInfo Folder { get; } = Directory.CreateTempSubdirectory("streamengine-host-");

    protected string Bootstrap { get; set; } = "";

    /// <summary>The topics of this test.</summary>
    protected TopicNames Topics => new()
    {
        Clickstream = Name("clickstream"), Carts = Name("carts"), Orders = Name("orders"),
        Customers = Name("customers"),
        Sessions = Name("sessions"), Triggers = Name("triggers"), Decisions = Name("decisions"), Kpis = Name("kpis"),
        LateEvents = Name("late"), DeadLetters = Name("dead"), KpiPartials = Name("partials"),
        KpiChangelog = Name("kpi-changelog"), KpiJournal = Name("kpi-journal"),
        Changelog = Name("changelog"), Journal = Name("journal"),
    };

    protected string Group => Name("group");

    /// <summary>The clock that the commands go by.</summary>
    protected static TimeProvider Clock => new HostConsole { Out = TextWriter.Null, Error = TextWriter.Null }.Time;

    /// <summary>The time by it.</summary>
    protected static DateTimeOffset Now => Clock.GetUtcNow();

    /// <summary>A client beside those of the commands.</summary>
    protected ILogClient Client => ClientOf(Group);

    /// <summary>The same for another group: offsets are asked for a client's own.</summary>
    protected ILogClient ClientOf(string group)
    {
        if (_clients.TryGetValue(group, out var client)) return client;
        return _clients[group] = new KafkaLogClient(
            new KafkaSettings
            {
                BootstrapServers = Bootstrap, GroupId = group, InstanceId = "test", AllowPlaintext = true,
            },
            static _ => { });
    }

    public virtual async ValueTask InitializeAsync()
    {
        var source = await kafka.FindAsync();
        if (source.Bootstrap is null) Assert.Skip(source.Missing);
        Bootstrap = source.Bootstrap;
    }

    public virtual async ValueTask DisposeAsync()
    {
        GC.SuppressFinalize(this);
        foreach (var client in _clients.Values) await client.DisposeAsync();
        Folder.Delete(recursive: true);
    }

    /// <summary>Writes a configuration file with this test's topics.</summary>
    /// <param name="more">Further sections, as objects.</param>
    protected string Config(object? more = null)
    {
        var topics = Topics;
        var document = JsonSerializer.SerializeToNode(more ?? new { })!.AsObject();
        document["Kafka"] ??= JsonSerializer.SerializeToNode(new { });
        var section = document["Kafka"]!.AsObject();
        section["BootstrapServers"] ??= Bootstrap;
        section["GroupId"] = Group;
        section["InstanceId"] ??= "one";
        section["AllowPlaintext"] = true;
        section[nameof(Topics)] = JsonSerializer.SerializeToNode(topics);
        var path = Path.Combine(Folder.FullName, $"config-{Folder.GetFiles().Length}.json");
        File.WriteAllText(path, document.ToJsonString());
        return path;
    }

    /// <summary>Runs a command line.</summary>
    protected static async Task<(int Code, string Out, string Error)> RunAsync(params string[] args)
    {
        using var output = new StringWriter();
        using var error = new StringWriter();
        var code = await CommandLine.RunAsync(
            args, new HostConsole { Out = output, Error = error }, TestContext.Current.CancellationToken);
        return (code, output.ToString(), error.ToString());
    }

    /// <summary>Every committed record of a topic, by partition, in order.</summary>
    protected async Task<List<(int Partition, LogBatch Batch)>> ReadAsync(string topic)
    {
        var description = (await Client.Topics.DescribeAsync([topic], Long)).Value![0]!;
        var partitions = Enumerable.Range(0, description.Partitions).Select(p => new LogPartition(topic, p)).ToList();
        var ends = (await Client.Offsets.EndAsync(partitions, LogEnd.Stable, Long)).Value!;
        var read = new List<(int, LogBatch)>();
        await using var reader = Client.CreateReader();
        foreach (var end in ends)
        {
            await reader.OpenAsync(end.Partition, 0, end.Offset);
            ReadResult result;
            do
            {
                var batch = new LogBatch();
                result = await reader.ReadAsync(batch, 100_000, TimeSpan.FromSeconds(1));
                Assert.Null(result.Fault);
                if (batch.Count > 0) read.Add((end.Partition.Number, batch));
            }
            while (!result.IsComplete);
        }

        return read;
    }

    // The name of the temporary folder is nobody else's.
    private string Name(string topic) => $"{Folder.Name}.{topic}";
}
