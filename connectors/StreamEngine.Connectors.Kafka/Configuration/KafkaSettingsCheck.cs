using System.Net;

namespace StreamEngine.Connectors.Kafka;

/// <summary>One setting that is not acceptable.</summary>
/// <param name="Key">The setting's key, as in the configuration: <c>Kafka:GroupId</c>.</param>
/// <param name="Message">What is wrong and what is allowed. Never holds the value of a secret.</param>
public sealed record SettingsViolation(string Key, string Message)
{
    /// <inheritdoc/>
    public override string ToString() => $"{Key}: {Message}";
}

/// <summary>Says everything that is wrong with the settings, before anything connects.</summary>
public static class KafkaSettingsCheck
{
    /// <summary>Every violation, in the order of the settings; empty where all is well.</summary>
    public static IReadOnlyList<SettingsViolation> Violations(KafkaSettings settings)
    {
        var found = new List<SettingsViolation>();
        Names(settings, found);
        Times(settings, found);
        Sizes(settings, found);
        Properties("Common", settings.Common, found);
        Properties("Consumer", settings.Consumer, found);
        Properties("Producer", settings.Producer, found);
        foreach (var (section, properties) in Sections(settings)) Security(settings, section, properties, found);
        return found;
    }

    private static void Names(KafkaSettings settings, List<SettingsViolation> found)
    {
        if (string.IsNullOrWhiteSpace(settings.BootstrapServers))
            found.Add(new("Kafka:BootstrapServers", "is missing; give host:port, several separated by commas."));
        foreach (var server in Servers(settings))
        {
            if (HostOf(server) is null)
                found.Add(new("Kafka:BootstrapServers", $"'{server}' is not host:port with a port from 1 to 65535."));
        }
        if (string.IsNullOrWhiteSpace(settings.GroupId)) found.Add(new("Kafka:GroupId", "is missing."));
        if (string.IsNullOrWhiteSpace(settings.InstanceId)) found.Add(new("Kafka:InstanceId", "is missing."));
        if (!Enum.IsDefined(settings.GroupProtocol))
            found.Add(new("Kafka:GroupProtocol", "must be consumer or classic; both assign by range."));
        if (!Enum.IsDefined(settings.Partitioner))
            found.Add(new("Kafka:Partitioner", "must be murmur2, consistent, consistentRandom or trust."));
        if (!Enum.IsDefined(settings.RecordPath)) found.Add(new("Kafka:RecordPath", "must be batch or supported."));
    }

    private static void Times(KafkaSettings settings, List<SettingsViolation> found)
    {
        if (settings.TransactionTimeout < TimeSpan.FromSeconds(1)
            || settings.TransactionTimeout > TimeSpan.FromMinutes(15))
            found.Add(new("Kafka:TransactionTimeout", "must be from 1 s to 15 min."));
        if (settings.MaxPollInterval <= settings.TransactionTimeout || settings.MaxPollInterval > TimeSpan.FromDays(1))
            found.Add(new("Kafka:MaxPollInterval", "must be longer than Kafka:TransactionTimeout and at most a day."));
        if (settings.SessionTimeout < TimeSpan.FromSeconds(1) || settings.SessionTimeout > settings.MaxPollInterval)
            found.Add(new("Kafka:SessionTimeout", "must be from 1 s to Kafka:MaxPollInterval."));
    }

    private static void Sizes(KafkaSettings settings, List<SettingsViolation> found)
    {
        const long least = 1024 * 1024, most = 2_000_000L * 1024;
        if (settings.FetchAheadBytes is < least or > most)
            found.Add(new("Kafka:FetchAheadBytes", $"must be from {least} to {most}."));
        if (settings.SendQueueBytes is < least or > most)
            found.Add(new("Kafka:SendQueueBytes", $"must be from {least} to {most}."));
    }

    private static void Properties(
        string section, IReadOnlyDictionary<string, string> given, List<SettingsViolation> found)
    {
        foreach (var key in given.Keys.Order(StringComparer.Ordinal))
        {
            if (ProtectedProperties.Reasons.TryGetValue(key, out var reason))
                found.Add(new($"Kafka:{section}:{key}", $"is the engine's own: {reason}."));
            else if (ProtectedProperties.IsWrapperProperty(key))
                found.Add(new(
                    $"Kafka:{section}:{key}", "is the engine's own: properties of the wrapper are not passed on."));
        }
    }

    private static void Security(KafkaSettings settings, string section, IReadOnlyDictionary<string, string> given,
        List<SettingsViolation> found)
    {
        if (Is(given, "ssl.endpoint.identification.algorithm", "none"))
            found.Add(new($"Kafka:{section}:ssl.endpoint.identification.algorithm",
                "'none' would accept any host's certificate; only https is allowed."));
        if (Is(given, "enable.ssl.certificate.verification", "false"))
            found.Add(new($"Kafka:{section}:enable.ssl.certificate.verification",
                "'false' would accept any certificate; give the authority in ssl.ca.location instead."));
        if (section != "Common" && !given.ContainsKey("security.protocol")) return;
        if (settings.AllowPlaintext || IsEncrypted(given) || Servers(settings).All(IsLoopback)) return;
        found.Add(new($"Kafka:{section}:security.protocol",
            "connections to other machines must be encrypted: set ssl or sasl_ssl, "
            + "or Kafka:AllowPlaintext=true to do without."));
    }

    private static IEnumerable<(string Section, IReadOnlyDictionary<string, string> Given)> Sections(
        KafkaSettings settings) =>
        [("Common", settings.Common), ("Consumer", settings.Consumer), ("Producer", settings.Producer)];

    private static string[] Servers(KafkaSettings settings) =>
        settings.BootstrapServers.Split(',', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries);

    private static bool IsEncrypted(IReadOnlyDictionary<string, string> given) =>
        Is(given, "security.protocol", "ssl") || Is(given, "security.protocol", "sasl_ssl");

    private static bool Is(IReadOnlyDictionary<string, string> given, string key, string value) =>
        given.TryGetValue(key, out var actual) && actual.Trim().Equals(value, StringComparison.OrdinalIgnoreCase);

    private static bool IsLoopback(string server) => HostOf(server) is { } host
        && (host.Equals("localhost", StringComparison.OrdinalIgnoreCase)
            || (IPAddress.TryParse(host.Trim('[', ']'), out var address) && IPAddress.IsLoopback(address)));

    /// <summary>
    /// The host of host:port, or null where it is not of that form. A protocol prefix is dropped, as librdkafka does.
    /// </summary>
    private static string? HostOf(string server)
    {
        var prefix = server.IndexOf("://", StringComparison.Ordinal);
        var rest = prefix < 0 ? server : server[(prefix + 3)..];
        var colon = rest.LastIndexOf(':');
        if (colon <= 0) return null;
        return ushort.TryParse(rest.AsSpan(colon + 1), null, out var port) && port > 0 ? rest[..colon] : null;
    }
}
