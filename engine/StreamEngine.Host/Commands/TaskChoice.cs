using System.CommandLine;
using StreamEngine.Connectors.Kafka;
using StreamEngine.Core.Log;
using StreamEngine.Host.Configuration;
using StreamEngine.Host.Hosting;
using StreamEngine.Host.Kafka;
using StreamEngine.Host.States;

namespace StreamEngine.Host.Commands;

/// <summary>Which tasks a command is about: those of the shop or those that merge figures, all or one.</summary>
internal sealed class TaskChoice
{
    /// <summary><c>--task P</c>.</summary>
    public Option<int> Task { get; } = CommonOptions.Whole(
        "--task", "P", "One task alone, by its partition; -1: all of them.", -1, -1, LogLimits.Partitions);

    /// <summary><c>--kpis</c>.</summary>
    public Option<bool> Kpis { get; } = new("--kpis")
    {
        Description = "The tasks that merge figures, instead of those of the shop.",
    };

    /// <summary>The connector's settings of those tasks' group.</summary>
    public KafkaSettings KafkaOf(ParseResult parsed, HostSettings settings) =>
        parsed.GetValue(Kpis) ? MergeStage.KafkaOf(settings) : settings.Kafka;

    /// <summary>What those tasks have stored.</summary>
    public TaskLogs LogsOf(ParseResult parsed, HostSettings settings, KafkaAccess kafka) =>
        parsed.GetValue(Kpis) ? TaskLogs.OfMerge(settings, kafka) : new TaskLogs(settings, kafka);

    /// <summary>Their partitions.</summary>
    /// <exception cref="UsageException">There is no such task.</exception>
    /// <exception cref="CommandFailedException">A topic is missing.</exception>
    public async Task<IEnumerable<int>> FindAsync(ParseResult parsed, HostSettings settings, KafkaAccess kafka)
    {
        var partitions = await CountAsync(parsed, settings, kafka).ConfigureAwait(false);
        var task = parsed.GetValue(Task);
        if (task < 0) return Enumerable.Range(0, partitions);
        return task < partitions ? [task] : throw new UsageException(
            $"--task P: '{task}' is not allowed; a partition from 0 to {partitions - 1} is.");
    }

    private async Task<int> CountAsync(ParseResult parsed, HostSettings settings, KafkaAccess kafka) =>
        parsed.GetValue(Kpis) ? await kafka.PartitionsAsync(settings.Topics.KpiPartials).ConfigureAwait(false)
            : (await InputTopics.FindAsync(kafka, settings.Topics, Limits.BrokerTimeout).ConfigureAwait(false))
                .Partitions;
}
