using StreamEngine.Core.Log;
using StreamEngine.Host.Commands;
using StreamEngine.Host.Configuration;
using StreamEngine.Host.Kafka;
using StreamEngine.Host.Logging;

namespace StreamEngine.Host.Hosting;

/// <summary>What has to be so before a worker starts: brokers that answer, and topics as they have to be.</summary>
/// <param name="settings">The settings.</param>
/// <param name="client">The log.</param>
/// <param name="voice">What the Kafka client complained of last.</param>
/// <param name="logger">Takes what happens.</param>
/// <param name="clock">The wall clock.</param>
internal sealed class WorkerStart(
    HostSettings settings, ILogClient client, KafkaVoice voice, ILogger logger, TimeProvider clock)
{
    /// <summary>
    /// Waits for the brokers, checks the topics, and returns how many tasks there are and how many that merge figures.
    /// </summary>
    /// <exception cref="CommandFailedException">No broker answers, or the folder is another's.</exception>
    /// <exception cref="UsageException">A topic is missing or not as it has to be; all are named.</exception>
    public async Task<(int Tasks, int Shares)> CheckAsync(StateFolder folder, bool checksTopics, CancellationToken stop)
    {
        var cluster = await ConnectAsync(stop).ConfigureAwait(false);
        folder.Belongs(cluster.Id, settings.Kafka.GroupId);
        if (checksTopics) await CheckTopicsAsync().ConfigureAwait(false);
        var tasks = await CountAsync(settings.Topics.Clickstream).ConfigureAwait(false);
        var shares = await CountAsync(settings.Topics.KpiPartials).ConfigureAwait(false);
        logger.Connected(cluster.Id, settings.Kafka.BootstrapServers, settings.Kafka.GroupId, tasks);
        return (tasks, shares);
    }

    private async Task CheckTopicsAsync()
    {
        var planner = new TopicPlanner(client.Topics, settings.Topics);
        var findings = Require(await planner.CheckAsync(Limits.BrokerTimeout).ConfigureAwait(false));
        var refused = findings.Where(finding => finding.Severity == FindingSeverity.Refused).ToList();
        if (refused.Count > 0)
            throw new UsageException($"The topics are not as they have to be:{Environment.NewLine}  "
                + string.Join($"{Environment.NewLine}  ", refused.Select(f => $"{f.Topic}: {f.Message} {f.Mend}")));
        // One cause often holds for all of them.
        foreach (var alike in findings.GroupBy(finding => (finding.Message, finding.Mend)))
            logger.TopicWarning(string.Join(", ", alike.Select(f => f.Topic)), alike.Key.Message, alike.Key.Mend);
    }

    private async Task<int> CountAsync(string topic)
    {
        var found = Require(await client.Topics.DescribeAsync([topic], Limits.BrokerTimeout).ConfigureAwait(false));
        return found[0]?.Partitions ?? throw new UsageException($"There is no topic {topic}.");
    }

    // A broker may be starting at the same moment; a wrong address should not be waited for for ever.
    private async Task<ClusterDescription> ConnectAsync(CancellationToken stop)
    {
        var started = clock.GetTimestamp();
        while (true)
        {
            var answer = await client.Topics.DescribeClusterAsync(Limits.StartRequestTimeout).ConfigureAwait(false);
            stop.ThrowIfCancellationRequested();
            if (answer.Fault is not { } fault) return answer.Value!;
            var problem = KafkaAccess.Explain(settings.Kafka.BootstrapServers, fault, voice);
            var left = Limits.StartTimeout - clock.GetElapsedTime(started);
            if (fault.Kind != LogFaultKind.Unreachable || left <= TimeSpan.Zero)
                throw new CommandFailedException(problem);
            logger.NotConnected(problem, (int)left.TotalSeconds);
            await Task.Delay(Limits.StartRetryPause, clock, stop).ConfigureAwait(false);
        }
    }

    private T Require<T>(LogAnswer<T> answer) => answer.Fault is { } fault
        ? throw new CommandFailedException(KafkaAccess.Explain(settings.Kafka.BootstrapServers, fault, voice))
        : answer.Value!;
}
