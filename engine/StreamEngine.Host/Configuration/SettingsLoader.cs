using System.Collections;
using System.Net;
using StreamEngine.Commerce;
using StreamEngine.Connectors.Kafka;
using StreamEngine.Core.Log;
using StreamEngine.Host.Commands;
using StreamEngine.Host.Logging;
using StreamEngine.Runtime.Workers;

namespace StreamEngine.Host.Configuration;

/// <summary>Reads and validates the settings: every violation in one message.</summary>
public static class SettingsLoader
{
    private const long Mebibyte = 1024 * 1024;
    private static readonly TimeSpan Day = TimeSpan.FromDays(1);

    /// <summary>The settings of the files and of the environment.</summary>
    /// <param name="path">The file of <c>--config</c>; null where none is named.</param>
    /// <param name="environment">The variables of the process.</param>
    /// <param name="bootstrap">What <c>--bootstrap</c> says, over all the rest; null where it is not given.</param>
    /// <exception cref="UsageException">Something is not allowed; the message names every violation.</exception>
    public static HostSettings Load(string? path, IDictionary environment, string? bootstrap = null)
    {
        var values = SettingsDocument.Load(path, environment);
        if (bootstrap is not null) values["Kafka:BootstrapServers"] = bootstrap;
        return Read(values);
    }

    /// <summary>The settings of these values, by keys such as <c>Kafka:GroupId</c>.</summary>
    /// <exception cref="UsageException">Something is not allowed; the message names every violation.</exception>
    public static HostSettings Read(IReadOnlyDictionary<string, string?> values)
    {
        var reader = new SettingsReader(values);
        var settings = new HostSettings
        {
            Kafka = Kafka(reader),
            Topics = Topics(reader),
            StartFrom = reader.Start("Kafka:StartFrom", StartFrom.Earliest),
            Workers = (int)reader.Whole("Workers", 1, 1, Limits.MaxWorkers),
            Commit = Commit(reader),
            State = State(reader),
            Time = Time(reader),
            IdleAfter = reader.Duration(
                "Time:IdleAfter", TimeSpan.FromSeconds(5), TimeSpan.FromMilliseconds(100), Day),
            Registry = Registry(reader),
            Metrics = Metrics(reader),
            Privacy = Privacy(reader),
            PolicyPath = reader.OptionalText("Policy"),
            LogLevel = reader.Choice("Log:Level", LogLevel.Information),
            LogFormat = reader.Choice("Log:Format", LogFormat.Text),
        };
        reader.RefuseUnknown();
        reader.Violations.AddRange(KafkaSettingsCheck.Violations(settings.Kafka).Select(v => v.ToString()));
        CheckRelations(reader, settings);
        if (reader.Violations.Count == 0) return settings;
        throw new UsageException(reader.Violations is [var only]
            ? $"The configuration is not allowed: {only}"
            : $"The configuration is not allowed, {reader.Violations.Count} violations:{Environment.NewLine}  "
                + string.Join($"{Environment.NewLine}  ", reader.Violations));
    }

    private static KafkaSettings Kafka(SettingsReader reader)
    {
        var defaults = new KafkaSettings();
        var (least, most) = (TimeSpan.Zero, TimeSpan.FromDays(2));
        return new KafkaSettings
        {
            BootstrapServers = reader.Text("Kafka:BootstrapServers", ""),
            GroupId = reader.Text("Kafka:GroupId", defaults.GroupId),
            InstanceId = reader.Text("Kafka:InstanceId", Environment.MachineName),
            GroupProtocol = reader.Choice("Kafka:GroupProtocol", defaults.GroupProtocol),
            Partitioner = reader.Choice("Kafka:Partitioner", defaults.Partitioner),
            RecordPath = reader.Choice("Kafka:RecordPath", defaults.RecordPath),
            AllowPlaintext = reader.Flag("Kafka:AllowPlaintext", false),
            TransactionTimeout = reader.Duration("Kafka:TransactionTimeout", defaults.TransactionTimeout, least, most),
            MaxPollInterval = reader.Duration("Kafka:MaxPollInterval", defaults.MaxPollInterval, least, most),
            SessionTimeout = reader.Duration("Kafka:SessionTimeout", defaults.SessionTimeout, least, most),
            FetchAheadBytes = reader.Whole("Kafka:FetchAheadBytes", defaults.FetchAheadBytes, 0, long.MaxValue),
            SendQueueBytes = reader.Whole("Kafka:SendQueueBytes", defaults.SendQueueBytes, 0, long.MaxValue),
            Common = reader.Everything("Kafka:Common"),
            Consumer = reader.Everything("Kafka:Consumer"),
            Producer = reader.Everything("Kafka:Producer"),
        };
    }

    private static TopicNames Topics(SettingsReader reader)
    {
        var defaults = new TopicNames();
        string Name(string key, string fallback) => TopicName(reader, $"Kafka:Topics:{key}", fallback)!;
        return new TopicNames
        {
            Clickstream = Name("Clickstream", defaults.Clickstream),
            Carts = Name("Carts", defaults.Carts),
            Orders = Name("Orders", defaults.Orders),
            // The one topic that a shop may do without: an empty name says so.
            Customers = reader.OptionalText("Kafka:Topics:Customers", defaults.Customers) is { } customers
                ? TopicName(reader, "Kafka:Topics:Customers", customers) : null,
            Sessions = Name("Sessions", defaults.Sessions),
            Triggers = Name("Triggers", defaults.Triggers),
            Decisions = Name("Decisions", defaults.Decisions),
            Kpis = Name("Kpis", defaults.Kpis),
            LateEvents = Name("LateEvents", defaults.LateEvents),
            DeadLetters = Name("DeadLetters", defaults.DeadLetters),
            KpiPartials = Name("KpiPartials", defaults.KpiPartials),
            KpiChangelog = Name("KpiChangelog", defaults.KpiChangelog),
            KpiJournal = Name("KpiJournal", defaults.KpiJournal),
            Changelog = Name("Changelog", defaults.Changelog),
            Journal = Name("Journal", defaults.Journal),
        };
    }

    private static string? TopicName(SettingsReader reader, string key, string fallback)
    {
        var name = reader.Text(key, fallback);
        var isAllowed = name.Length <= 249 && name is not ("." or "..")
            && name.All(c => char.IsAsciiLetterOrDigit(c) || c is '.' or '_' or '-');
        if (!isAllowed)
            reader.Violate(
                key, $"'{name}' is not allowed; up to 249 letters, digits, dots, underscores and hyphens are.");
        return name;
    }

    private static CommitSettings Commit(SettingsReader reader)
    {
        var defaults = new CommitSettings();
        return new CommitSettings
        {
            Interval = reader.Duration(
                "Commit:Interval", defaults.Interval, TimeSpan.FromMilliseconds(10), TimeSpan.FromMinutes(1)),
            MaxRecords = (int)reader.Whole("Commit:MaxRecords", defaults.MaxRecords, 1, LogLimits.RecordsPerPoll),
            MaxBytes = reader.Whole("Commit:MaxBytes", defaults.MaxBytes, 64 * 1024, 1024 * Mebibyte),
        };
    }

    private static StateSettings State(SettingsReader reader)
    {
        var defaults = new StateSettings();
        return new StateSettings
        {
            Directory = reader.Text("State:Directory", defaults.Directory),
            MemoryLimitBytes = reader.Whole(
                "State:MemoryLimitBytes", defaults.MemoryLimitBytes, 32 * Mebibyte, 1024 * 1024 * Mebibyte),
            SnapshotEvery = reader.Duration(
                "State:SnapshotEvery", defaults.SnapshotEvery, TimeSpan.FromSeconds(1), Day),
            SnapshotReplay = reader.Duration(
                "State:SnapshotReplay", defaults.SnapshotReplay, TimeSpan.FromMilliseconds(100), TimeSpan.FromHours(1)),
            SnapshotBytes = reader.Whole("State:SnapshotBytes", defaults.SnapshotBytes, Mebibyte, 1024 * Mebibyte),
        };
    }

    private static ShopTime Time(SettingsReader reader)
    {
        var defaults = HostSettings.DefaultTime;
        long Ms(string key, long fallback, TimeSpan most) => (long)reader.Duration(
            $"Time:{key}", TimeSpan.FromMilliseconds(fallback), TimeSpan.Zero, most).TotalMilliseconds;
        return defaults with
        {
            OutOfOrdernessMs = Ms("OutOfOrderness", defaults.OutOfOrdernessMs, Day),
            AllowedLatenessMs = Ms("AllowedLateness", defaults.AllowedLatenessMs, 30 * Day),
            MaxFutureMs = Ms("MaxFuture", defaults.MaxFutureMs, Day),
        };
    }

    private static RegistrySettings? Registry(SettingsReader reader)
    {
        const string key = "SchemaRegistry:Url";
        var text = reader.OptionalText(key);
        var user = reader.OptionalText("SchemaRegistry:Username");
        var password = reader.OptionalText("SchemaRegistry:Password");
        var allowPlaintext = reader.Flag("SchemaRegistry:AllowPlaintext", false);
        var autoRegister = reader.Flag("SchemaRegistry:AutoRegister", true);
        var timeout = reader.Duration(
            "SchemaRegistry:Timeout", TimeSpan.FromSeconds(5), TimeSpan.FromMilliseconds(100), TimeSpan.FromMinutes(1));
        if (text is null) return null;
        if (!Uri.TryCreate(text, UriKind.Absolute, out var url) || url.Scheme is not ("http" or "https"))
        {
            reader.Violate(key, "is not allowed; an address that begins with http:// or https:// is.");
            return null;
        }

        if (url.UserInfo.Length > 0)
            reader.Violate(key, "holds a user; SchemaRegistry:Username and SchemaRegistry:Password are for that.");
        if (url.Scheme == "http" && !url.IsLoopback && !allowPlaintext)
            reader.Violate(key, "connections to other machines must be encrypted: https is allowed, or "
                + "SchemaRegistry:AllowPlaintext=true to do without.");
        if (user is null != password is null)
            reader.Violate("SchemaRegistry:Username", "is allowed together with SchemaRegistry:Password only.");
        return new RegistrySettings
        {
            Url = url, Username = user, Password = password, AutoRegister = autoRegister, Timeout = timeout,
        };
    }

    private static PrivacySettings Privacy(SettingsReader reader)
    {
        const string key = "Privacy:HashKey";
        if (reader.OptionalText(key) is not { } text) return new PrivacySettings();
        if (!PrivacySettings.TryParse(text, out var settings))
            reader.Violate(key, $"its value is not allowed; {PrivacySettings.Allowed}.");
        return settings;
    }

    private static MetricsSettings Metrics(SettingsReader reader)
    {
        var defaults = new MetricsSettings();
        var host = reader.Text("Metrics:Host", defaults.Host);
        if (!IPAddress.TryParse(host, out _) && !host.Equals("localhost", StringComparison.OrdinalIgnoreCase))
            reader.Violate("Metrics:Host", $"'{host}' is not allowed; an IP address of this machine or localhost is.");
        return new MetricsSettings
        {
            Host = host, Port = (int)reader.Whole("Metrics:Port", defaults.Port, 0, ushort.MaxValue),
        };
    }

    // Commit interval < transaction time-out < poll interval; the last is the connector's to check.
    private static void CheckRelations(SettingsReader reader, HostSettings settings)
    {
        if (settings.Commit.Interval >= settings.Kafka.TransactionTimeout)
            reader.Violate("Commit:Interval", "is too long; less than Kafka:TransactionTimeout is allowed.");
        if (settings.PolicyPath is { } policy && !File.Exists(policy))
            reader.Violate("Policy", $"there is no file '{policy}'; the path of a policy document is allowed.");
        var names = PlannedTopic.All(settings.Topics).GroupBy(t => t.Name, StringComparer.Ordinal);
        foreach (var twice in names.Where(group => group.Count() > 1))
            reader.Violate(
                "Kafka:Topics", $"'{twice.Key}' is not allowed for several topics; a name of its own for each is.");
    }
}
