using StreamEngine.Commerce.Outputs;
using StreamEngine.Commerce.Persistence;
using StreamEngine.Commerce.Policies;
using StreamEngine.Core.Log;
using StreamEngine.Host.Configuration;
using StreamEngine.Host.Kafka;
using StreamEngine.Runtime.Workers;
using StreamEngine.Schemas.Events;
using StreamEngine.Schemas.Framing;

namespace StreamEngine.Host.Hosting;

/// <summary>The settings as the runtime's workers want them.</summary>
internal static class WorkerPlan
{
    /// <summary>The options of one worker.</summary>
    /// <param name="settings">The settings.</param>
    /// <param name="policy">What the business decides.</param>
    /// <param name="slot">The worker's number.</param>
    /// <param name="partitions">How many partitions each input topic has.</param>
    /// <param name="schemas">The schemas that messages may name.</param>
    public static WorkerOptions Of(
        HostSettings settings, ShopPolicy policy, int slot, int partitions, WriterSchemas schemas) => new()
        {
            Slot = slot,
            Name = settings.Kafka.InstanceId,
            Group = settings.Kafka.GroupId,
            Inputs = [.. InputTopics.NamesOf(settings.Topics).Select(t => new InputTopic(t.Value, (byte)t.Key))],
            Outputs = Outputs(settings.Topics),
            LateEventsTopic = settings.Topics.LateEvents,
            DeadLettersTopic = settings.Topics.DeadLetters,
            JournalTopic = settings.Topics.Journal,
            ChangelogTopic = settings.Topics.Changelog,
            Partitions = partitions,
            Partitioner = settings.Kafka.Partitioner,
            StartFrom = settings.StartFrom,
            Settings = PipelineSettings.Of(policy, settings.Time),
            PeekEventTime = new EventTimeReader(schemas).Of,
            OutOfOrdernessMs = settings.Time.OutOfOrdernessMs,
            IdleAfterMs = Ms(settings.IdleAfter),
            Commit = new CommitOptions
            {
                EveryMs = Ms(settings.Commit.Interval), Records = settings.Commit.MaxRecords,
                Bytes = settings.Commit.MaxBytes,
            },
            Snapshot = new SnapshotOptions
            {
                EveryMs = Ms(settings.State.SnapshotEvery), ReplayMs = Ms(settings.State.SnapshotReplay),
                ChangedBytes = Math.Min(
                    settings.State.SnapshotBytes,
                    StateTier.ChangedShareOf(settings.State.MemoryLimitBytes / partitions)),
            },
            JournalWaitMs = 2 * Ms(settings.Kafka.TransactionTimeout),
        };

    private static OutputTopic[] Outputs(TopicNames names)
    {
        var topics = new OutputTopic[ShopStreams.Kpis + 1];
        topics[ShopStreams.Sessions] = new OutputTopic(names.Sessions);
        topics[ShopStreams.Triggers] = new OutputTopic(names.Triggers);
        topics[ShopStreams.Decisions] = new OutputTopic(names.Decisions);
        topics[ShopStreams.Kpis] = new OutputTopic(names.Kpis);
        return topics;
    }

    private static long Ms(TimeSpan time) => (long)time.TotalMilliseconds;
}
