namespace StreamEngine.Architecture.Tests.Dependencies;

/// <summary>
/// Which product project may see which, and which packages: the picture of ARCHITECTURE.md as data. A project that is
/// not here fails the tests until its place is decided.
/// </summary>
internal static class Arrows
{
    private const string Core = "StreamEngine.Core";
    private const string Schemas = "StreamEngine.Schemas";
    private const string Commerce = "StreamEngine.Commerce";
    private const string State = "StreamEngine.State";
    private const string Runtime = "StreamEngine.Runtime";
    private const string Simulation = "StreamEngine.Simulation";
    private const string Files = "StreamEngine.Connectors.Files";
    private const string Kafka = "StreamEngine.Connectors.Kafka";
    private const string Host = "StreamEngine.Host";

    /// <summary>Project references: everything else is forbidden.</summary>
    public static readonly IReadOnlyDictionary<string, string[]> Projects = new Dictionary<string, string[]>
    {
        [Core] = [],
        [Schemas] = [],
        [Commerce] = [Core, Schemas],
        [State] = [Core],
        [Runtime] = [Core],
        [Simulation] = [Core, Runtime],
        [Files] = [Core, Schemas],
        [Kafka] = [Core],
        [Host] = [Core, Schemas, Commerce, State, Runtime, Simulation, Files, Kafka],
    };

    /// <summary>Packages: everything else is forbidden. Host is free but for <see cref="Owners"/>.</summary>
    public static readonly IReadOnlyDictionary<string, string[]> Packages = new Dictionary<string, string[]>
    {
        [Core] = ["System.Reactive", "System.IO.Hashing"],
        [Schemas] = ["Apache.Avro", "System.IO.Hashing"],
        [Commerce] = ["NodaTime"],
        [State] = ["Microsoft.FASTER.Core", "System.Interactive.Async"],
        [Runtime] = [],
        [Simulation] = [],
        [Files] = ["Sylvan.Data.Csv"],
        [Kafka] = ["Confluent.Kafka"],
    };

    /// <summary>Libraries, by the name of their assembly, that one project alone may name.</summary>
    public static readonly IReadOnlyDictionary<string, string> Owners = new Dictionary<string, string>
    {
        ["FASTER.core"] = State,
        ["Confluent.Kafka"] = Kafka,
        ["Avro"] = Schemas,
    };
}
