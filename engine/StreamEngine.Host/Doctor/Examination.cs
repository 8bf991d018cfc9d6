using System.Globalization;
using StreamEngine.Core.Log;
using StreamEngine.Host.Commands;
using StreamEngine.Host.Configuration;
using StreamEngine.Host.Kafka;
using StreamEngine.Host.Registry;

namespace StreamEngine.Host.Doctor;

/// <summary>How a check came out.</summary>
public enum CheckOutcome
{
    /// <summary>All is well.</summary>
    Good,

    /// <summary>It works; something should be known.</summary>
    Warning,

    /// <summary>The worker would not start, or not work.</summary>
    Bad,

    /// <summary>It could not be checked, because of another check.</summary>
    Skipped,
}

/// <summary>One line of the examination.</summary>
/// <param name="What">What was looked at.</param>
/// <param name="Outcome">How it came out.</param>
/// <param name="Message">What was found, and the mend where one is needed.</param>
public sealed record CheckLine(string What, CheckOutcome Outcome, string Message);

/// <summary>Looks at everything that the worker needs: brokers, topics, schemas, disk, clock.</summary>
/// <param name="settings">The settings.</param>
/// <param name="clock">The wall clock.</param>
internal sealed class Examination(HostSettings settings, TimeProvider clock)
{
    private const long LeastFreeBytes = 1L << 30;
    private static readonly TimeSpan MostClockDifference = TimeSpan.FromSeconds(30);

    /// <summary>Every check, in the order in which one would mend what it finds.</summary>
    public async Task<IReadOnlyList<CheckLine>> RunAsync(CancellationToken cancellationToken)
    {
        var lines = new List<CheckLine> { Policy() };
        var kafka = new KafkaAccess(settings.Kafka);
        await using var _ = kafka.ConfigureAwait(false);
        var brokers = await BrokersAsync(kafka).ConfigureAwait(false);
        lines.Add(brokers);
        if (brokers.Outcome == CheckOutcome.Bad)
            lines.Add(new CheckLine("topics", CheckOutcome.Skipped, "no broker answered"));
        else lines.AddRange(await TopicsAsync(kafka).ConfigureAwait(false));
        lines.Add(await SchemasAsync(cancellationToken).ConfigureAwait(false));
        lines.Add(Disk());
        lines.Add(Clock());
        return lines;
    }

    private CheckLine Policy()
    {
        try
        {
            var policy = PolicyFile.Read(settings.PolicyPath);
            return Good(
                "policy", settings.PolicyPath is { } path ? $"version {policy.Version} of {path}" : "the defaults");
        }
        catch (UsageException e)
        {
            return new CheckLine("policy", CheckOutcome.Bad, e.Message);
        }
    }

    private async Task<CheckLine> BrokersAsync(KafkaAccess kafka)
    {
        var answer = await kafka.Client.Topics.DescribeClusterAsync(Limits.BrokerTimeout).ConfigureAwait(false);
        return answer.Fault is { } fault
            ? new CheckLine("brokers", CheckOutcome.Bad, kafka.Failed(fault).Message)
            : Good("brokers", string.Create(CultureInfo.InvariantCulture,
                $"cluster {answer.Value!.Id}, {answer.Value.Brokers} up, at {settings.Kafka.BootstrapServers}"));
    }

    private async Task<IEnumerable<CheckLine>> TopicsAsync(KafkaAccess kafka)
    {
        var planner = new TopicPlanner(kafka.Client.Topics, settings.Topics);
        var answer = await planner.CheckAsync(Limits.BrokerTimeout).ConfigureAwait(false);
        if (answer.Fault is { } fault) return [new CheckLine("topics", CheckOutcome.Bad, kafka.Failed(fault).Message)];
        if (answer.Value is not { Count: > 0 } findings) return [Good("topics", "all as they have to be")];
        return findings.Select(finding => new CheckLine(
            $"topic {finding.Topic}",
            finding.Severity == FindingSeverity.Refused ? CheckOutcome.Bad : CheckOutcome.Warning,
            $"{finding.Message} {finding.Mend}"));
    }

    private async Task<CheckLine> SchemasAsync(CancellationToken cancellationToken)
    {
        if (settings.Registry is not { } where) return Good("schemas", "no registry: records carry fingerprints");
        try
        {
            // Asking must not register anything: a doctor looks.
            using var registry = new SchemaRegistryClient(where with { AutoRegister = false });
            await MessageHeaders.FindAsync(registry, MessageHeaders.Outputs(settings.Topics), cancellationToken)
                .ConfigureAwait(false);
            return Good("schemas", $"registry at {where.Url} knows the output schemas");
        }
        catch (CommandFailedException e)
        {
            var isMissing = e.Message.Contains("not registered", StringComparison.Ordinal);
            return isMissing && where.AutoRegister
                ? Good("schemas", $"registry at {where.Url} answers; what it lacks is registered at start")
                : new CheckLine("schemas", CheckOutcome.Bad, e.Message);
        }
    }

    private CheckLine Disk()
    {
        var folder = Path.GetFullPath(settings.State.Directory);
        try
        {
            Directory.CreateDirectory(folder);
            var probe = Path.Combine(folder, $".doctor-{Environment.ProcessId}");
            File.WriteAllBytes(probe, new byte[4096]);
            File.Delete(probe);
            var free = new DriveInfo(folder).AvailableFreeSpace;
            var message = string.Create(CultureInfo.InvariantCulture, $"{folder}: {free / 1e9:N1} GB free");
            return free >= LeastFreeBytes
                ? Good("disk", message)
                : new CheckLine("disk", CheckOutcome.Warning, $"{message}; give State:Directory more room.");
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException or ArgumentException)
        {
            return new CheckLine("disk", CheckOutcome.Bad,
                $"{folder} cannot be written: {e.Message} Let State:Directory name a folder that can.");
        }
    }

    // Only a clock that is plainly wrong can be told without asking anybody: files are stamped by the same machine.
    private CheckLine Clock()
    {
        var now = clock.GetUtcNow();
        var built = File.GetLastWriteTimeUtc(typeof(Examination).Assembly.Location);
        return now.UtcDateTime + MostClockDifference < built
            ? new CheckLine("clock", CheckOutcome.Bad, $"{now:u} is before this program was made; set the clock.")
            : Good("clock", $"{now:u}");
    }

    private static CheckLine Good(string what, string message) => new(what, CheckOutcome.Good, message);
}
