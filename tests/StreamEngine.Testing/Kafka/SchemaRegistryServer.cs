namespace StreamEngine.Testing.Kafka;

/// <summary>
/// A real schema registry on the loopback interface. Found by <c>SCHEMA_REGISTRY_HOME</c>, or in the folder
/// <c>schema-registry</c> beside <c>KAFKA_HOME</c>: Apicurio's, started by its jar with a Java 17 or later.
/// </summary>
public sealed class SchemaRegistryServer : IAsyncDisposable
{
    private const string Jar = "quarkus-run.jar";
    private static readonly TimeSpan StartLimit = TimeSpan.FromSeconds(90);

    private readonly ServerProcess _process;

    private SchemaRegistryServer(ServerProcess process, int port)
    {
        _process = process;
        Url = new Uri($"http://127.0.0.1:{port}/apis/ccompat/v7");
    }

    /// <summary>The address of its Confluent-compatible API.</summary>
    public Uri Url { get; }

    /// <summary>The folder of its jars, or the reason why there is none.</summary>
    public static string? FindHome(out string reason)
    {
        reason = "no schema registry: SCHEMA_REGISTRY_HOME is not set and there is none beside KAFKA_HOME";
        var home = Environment.GetEnvironmentVariable("SCHEMA_REGISTRY_HOME");
        if (home is not { Length: > 0 })
        {
            var kafka = Environment.GetEnvironmentVariable("KAFKA_HOME");
            if (kafka is not { Length: > 0 }) return null;
            home = Path.Combine(Path.GetFullPath(kafka), "..", "schema-registry");
        }

        return File.Exists(Path.Combine(home, Jar)) ? Path.GetFullPath(home) : null;
    }

    /// <summary>Starts one on a free port and waits until it answers.</summary>
    /// <param name="home">The folder of its jars.</param>
    public static async Task<SchemaRegistryServer> StartAsync(string home)
    {
        var port = FreePorts.Take(1)[0];
        var java = Environment.GetEnvironmentVariable("JAVA_HOME") is { Length: > 0 } javaHome
            ? Path.Combine(javaHome, "bin", "java") : "java";
        var process = ServerProcess.Start(java,
            [
                "-Xmx128m", "-XX:+UseSerialGC", "-XX:TieredStopAtLevel=1", "-Dquarkus.http.host=127.0.0.1",
                $"-Dquarkus.http.port={port}", "-Dquarkus.datasource.jdbc.initial-size=2",
                "-Dquarkus.datasource.jdbc.min-size=2", "-jar", Path.Combine(home, Jar),
            ],
            Path.Combine(Path.GetTempPath(), $"streamengine-registry-{port}.log"));
        await FreePorts.WaitForListenerAsync(port,
            () => process.HasEnded ? $"The schema registry ended: {process.Tail()}" : null, StartLimit);
        return new SchemaRegistryServer(process, port);
    }

    /// <inheritdoc/>
    public ValueTask DisposeAsync() => _process.DisposeAsync();
}
