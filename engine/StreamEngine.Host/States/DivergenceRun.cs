using StreamEngine.Commerce.Policies;
using StreamEngine.Connectors.Kafka;
using StreamEngine.Core.Log;
using StreamEngine.Host.Commands;
using StreamEngine.Host.Configuration;
using StreamEngine.Host.Hosting;
using StreamEngine.Host.Kafka;
using StreamEngine.Host.Registry;
using StreamEngine.Runtime.Journal;
using StreamEngine.Runtime.Recovery;

namespace StreamEngine.Host.States;

/// <summary>
/// Looks what a restore of a task would give that was not published, and writes into the task's journal that it is
/// accepted. The task's owner may be running.
/// </summary>
/// <param name="settings">The worker's settings.</param>
/// <param name="policy">The worker's policy.</param>
/// <param name="clock">The wall clock.</param>
internal sealed class DivergenceRun(HostSettings settings, ShopPolicy policy, TimeProvider clock)
{
    /// <summary>Restores the task for nobody.</summary>
    /// <param name="task">Its partition.</param>
    /// <param name="cancellationToken">Ends it.</param>
    /// <exception cref="CommandFailedException">It cannot be restored, or nothing diverges.</exception>
    /// <exception cref="UsageException">There is no such task.</exception>
    public async Task<ProbeReport> ProbeAsync(int task, CancellationToken cancellationToken)
    {
        var kafka = new KafkaAccess(settings.Kafka);
        await using var _ = kafka.ConfigureAwait(false);
        using var registry = SchemaRegistryClient.ToAsk(settings.Registry);
        var tasks = await ShopTasks.FindAsync(settings, policy, kafka, registry, cancellationToken)
            .ConfigureAwait(false);
        if (task >= tasks.Count)
            throw new UsageException($"--task P: '{task}' is not allowed; a partition from 0 to {tasks.Count - 1} is.");
        var probe = new DivergenceProbe(kafka.Client, tasks.OptionsOf(0), task, tasks.Create(task), clock);
        await using var __ = probe.ConfigureAwait(false);
        try
        {
            return await probe.RunAsync(replays: true, cancellationToken).ConfigureAwait(false);
        }
        catch (RetellingException exception)
        {
            throw new CommandFailedException(
                $"Task {task} cannot be restored, and no acceptance changes that: {exception.Message}");
        }
    }

    /// <summary>Writes it down.</summary>
    /// <param name="task">The task.</param>
    /// <param name="probe">What was looked at: the journal must not have gone on since.</param>
    /// <param name="accepted">What is accepted of it.</param>
    /// <param name="cancellationToken">Ends it before anything is written.</param>
    /// <exception cref="CommandFailedException">It could not be written.</exception>
    public async Task AcceptAsync(
        int task, ProbeReport probe, AcceptedDivergence accepted, CancellationToken cancellationToken)
    {
        var journal = new LogPartition(settings.Topics.Journal, task);
        var kafka = new KafkaAccess(settings.Kafka with
        {
            GroupId = $"{settings.Kafka.GroupId}-accept",
            InstanceId = $"task-{task}",
        });
        await using var _ = kafka.ConfigureAwait(false);
        try
        {
            var publisher = await KafkaPublisher.OpenAsync(
                kafka.Client, new PublishOptions { Clock = clock, Timeout = Limits.BrokerTimeout })
                .ConfigureAwait(false);
            await using var __ = publisher.ConfigureAwait(false);
            if ((await kafka.EndsAsync([journal]).ConfigureAwait(false))[0].Offset != probe.JournalEnd)
                throw new CommandFailedException(
                    $"{journal} went on meanwhile: somebody works for task {task}. Nothing was accepted; look again.");
            publisher.Next.Add(journal, AppendBatch.Now, default, accepted.ToRecord(), NullParts.Key);
            await publisher.SendAsync(cancellationToken).ConfigureAwait(false);
        }
        catch (LogException exception)
        {
            throw kafka.Failed(exception.Fault);
        }
    }
}
