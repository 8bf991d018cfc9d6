using System.Globalization;

namespace StreamEngine.Core.Log;

/// <summary>
/// What the topics have to be like: the decisions behind <c>topics create</c> and <c>topics check</c>, as pure
/// functions over descriptions. <see cref="TopicPlanner"/> asks and creates.
/// </summary>
public static class TopicPlan
{
    private const string CleanUp = "cleanup.policy";
    private const string TimestampType = "message.timestamp.type";
    private const string Retention = "retention.ms";

    /// <summary>
    /// Everything that is the matter with the topics, in the order of the plan; empty where all is well.
    /// </summary>
    /// <param name="topics">The plan.</param>
    /// <param name="actual">What is there, in the same order; null where a topic is missing.</param>
    public static IReadOnlyList<TopicFinding> Check(
        IReadOnlyList<PlannedTopic> topics, IReadOnlyList<TopicDescription?> actual)
    {
        var found = new List<TopicFinding>();
        var tasks = TaskCount(topics, actual);
        var shares = ShareCount(topics, actual);
        var largestInput = LargestInput(topics, actual);
        for (var index = 0; index < topics.Count; index++)
        {
            var topic = topics[index];
            if (actual[index] is not { } description)
            {
                found.Add(Refused(topic, "does not exist.", "Run 'streamengine topics create'."));
                continue;
            }
            Partitions(topic, description, tasks, shares, found);
            CleanUpPolicy(topic, description, found);
            RetentionTime(topic, description, found);
            Timestamps(topic, description, found);
            Sizes(topic, description, largestInput, found);
            Safety(topic, description, found);
        }
        return found;
    }

    /// <summary>What has to be created for the plan to be whole.</summary>
    /// <param name="topics">The plan.</param>
    /// <param name="actual">What is there, in the same order; null where a topic is missing.</param>
    /// <param name="partitions">How many partitions new topics get where no input exists yet.</param>
    public static IReadOnlyList<TopicSpecification> Missing(
        IReadOnlyList<PlannedTopic> topics, IReadOnlyList<TopicDescription?> actual, int partitions)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(partitions, 1);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(partitions, LogLimits.Partitions);
        var count = TaskCount(topics, actual) is > 0 and var tasks ? tasks : partitions;
        var shares = ShareCount(topics, actual) is > 0 and var known ? known : count;
        var largestInput = LargestInput(topics, actual);
        return [.. topics.Where((_, index) => actual[index] is null).Select(topic => new TopicSpecification
        {
            Name = topic.Name, Partitions = topic.Role == TopicRole.MergeState ? shares : count,
            Settings = SettingsOf(topic, largestInput),
        })];
    }

    /// <summary>
    /// How many tasks there are: the partitions of the inputs that exist, the first deciding; 0 where none does.
    /// </summary>
    public static int TaskCount(IReadOnlyList<PlannedTopic> topics, IReadOnlyList<TopicDescription?> actual) =>
        Inputs(topics, actual).Select(static d => d.Partitions).FirstOrDefault();

    /// <summary>How many partitions the topic of shares has; 0 where it does not exist.</summary>
    private static int ShareCount(IReadOnlyList<PlannedTopic> topics, IReadOnlyList<TopicDescription?> actual) =>
        topics.Zip(actual).Where(static t => t.First.Role == TopicRole.Shares)
            .Select(static t => t.Second?.Partitions ?? 0).FirstOrDefault();

    private static bool IsState(PlannedTopic topic) => topic.Role is TopicRole.TaskState or TopicRole.MergeState;

    private static Dictionary<string, string> SettingsOf(PlannedTopic topic, long largestInput)
    {
        var settings = new Dictionary<string, string>(StringComparer.Ordinal)
        {
            [CleanUp] = topic.CleanUp,
            // Retention goes by record timestamps: with the broker's own, history does not vanish while it is being
            // read.
            [TimestampType] = "LogAppendTime",
        };
        if (topic.IsCompacted) settings["delete.retention.ms"] = Text(TopicLimits.TombstoneMs);
        else settings[Retention] = Text(topic.RetentionDays * TopicLimits.RetentionMs);
        if (IsState(topic)) settings["segment.bytes"] = Text(TopicLimits.NewSegmentBytes);
        if (topic.Role is TopicRole.Refused)
            settings["max.message.bytes"] = Text(largestInput + TopicLimits.RefusalBytes);
        else if (topic.Role is not TopicRole.Input) settings["max.message.bytes"] = Text(2 * TopicLimits.RecordBytes);
        return settings;
    }

    private static void Partitions(
        PlannedTopic topic, TopicDescription actual, int tasks, int shares, List<TopicFinding> found)
    {
        if (topic.Role == TopicRole.MergeState && shares > 0 && actual.Partitions != shares)
            found.Add(Refused(
                topic, $"has {actual.Partitions} partitions, the topic of the shares has {shares}; each of its "
                + "partitions is merged by a task of its own.", "Recreate it with equal partition counts."));
        if (topic.Role is TopicRole.Input or TopicRole.TaskState && tasks > 0 && actual.Partitions != tasks)
            found.Add(Refused(
                topic, $"has {actual.Partitions} partitions, the first input has {tasks}; a customer's events would "
                + "be split between tasks.",
                "Recreate it with equal partition counts; adding partitions moves customers."));
    }

    private static void CleanUpPolicy(PlannedTopic topic, TopicDescription actual, List<TopicFinding> found)
    {
        var policies = Setting(actual, CleanUp, "delete").Split(',', StringSplitOptions.TrimEntries);
        var isCompacted = policies.Contains("compact", StringComparer.Ordinal);
        var isDeleted = policies.Contains("delete", StringComparer.Ordinal);
        if (topic.Role == TopicRole.Input && isCompacted)
            found.Add(Refused(topic, "is compacted: events of a customer would be removed, and a replay would differ.",
                $"Set {CleanUp}=delete."));
        else if (topic.IsCompacted != isCompacted)
            found.Add(Refused(
                topic, $"has {CleanUp}={string.Join(',', policies)}.", $"Set {CleanUp}={topic.CleanUp}."));
        else if (topic.IsCompacted && isDeleted)
            found.Add(new TopicFinding(
                IsState(topic) ? FindingSeverity.Refused : FindingSeverity.Warning,
                topic.Name, "is compacted and deletes as well: records that are still valid vanish with age.",
                $"Set {CleanUp}=compact."));
    }

    private static void RetentionTime(PlannedTopic topic, TopicDescription actual, List<TopicFinding> found)
    {
        if (topic.IsCompacted)
        {
            if (Number(actual, "delete.retention.ms") is >= 0 and < TopicLimits.RetentionMs and var tombstones)
                found.Add(Warning(
                    topic, $"keeps tombstones for {tombstones} ms: a reader away for longer keeps what was deleted.",
                    $"Set delete.retention.ms={TopicLimits.TombstoneMs}."));
            return;
        }
        if (Number(actual, Retention) is not (>= 0 and < TopicLimits.RetentionMs and var kept)) return;
        var isNeeded = topic.Role is TopicRole.Input || IsState(topic);
        found.Add(new TopicFinding(isNeeded ? FindingSeverity.Refused : FindingSeverity.Warning, topic.Name, isNeeded
                ? $"keeps records for {kept} ms: a task that is away for a day could not be restored."
                : $"keeps records for {kept} ms: a reader away for longer misses some.",
            $"Set {Retention}={topic.RetentionDays * TopicLimits.RetentionMs}."));
    }

    private static void Timestamps(PlannedTopic topic, TopicDescription actual, List<TopicFinding> found)
    {
        if (Setting(actual, TimestampType, "CreateTime") == "LogAppendTime") return;
        if (IsState(topic))
            found.Add(Refused(topic, $"has {TimestampType}=CreateTime: retention would go by event time.",
                $"Set {TimestampType}=LogAppendTime."));
        else if (!topic.IsCompacted && Number(actual, Retention) is >= 0 and var kept)
            found.Add(Warning(
                topic, $"deletes by the records' own timestamps after {kept} ms: history that is sent with its "
                + "event times as timestamps is deleted within minutes, read or not.",
                $"Set {TimestampType}=LogAppendTime, or {Retention}=-1."));
    }

    private static void Sizes(PlannedTopic topic, TopicDescription actual, long largestInput, List<TopicFinding> found)
    {
        var least = topic.Role switch
        {
            TopicRole.Input => 0,
            TopicRole.Refused => largestInput + TopicLimits.RefusalBytes,
            _ => TopicLimits.RecordBytes,
        };
        if (Number(actual, "max.message.bytes") is { } most && most < least)
            found.Add(Refused(topic, $"takes records of at most {most} bytes, but has to take {least}"
                + (topic.Role == TopicRole.Refused ? ": the largest input record and the reason of its refusal." : "."),
                $"Set max.message.bytes={least}."));
        if (IsState(topic)
            && Number(actual, "segment.bytes") is > TopicLimits.SegmentBytes and var segment)
            found.Add(Warning(
                topic, $"has segments of {segment} bytes: the newest one is never cleaned, so restoring reads it all.",
                $"Set segment.bytes={TopicLimits.NewSegmentBytes}."));
    }

    private static void Safety(PlannedTopic topic, TopicDescription actual, List<TopicFinding> found)
    {
        if (Setting(actual, "unclean.leader.election.enable", "false") == "true")
            found.Add(Refused(topic, "may lose acknowledged records when a leader fails.",
                "Set unclean.leader.election.enable=false."));
        if (actual.Replicas < 2)
            found.Add(Warning(
                topic, "has one replica: it is lost with its broker.", "Use 3 replicas and min.insync.replicas=2."));
        else if (Number(actual, "min.insync.replicas") is < 2)
            found.Add(Warning(
                topic, "acknowledges records that one broker alone holds.", "Set min.insync.replicas=2."));
    }

    private static long LargestInput(IReadOnlyList<PlannedTopic> topics, IReadOnlyList<TopicDescription?> actual) =>
        Inputs(topics, actual).Select(static d => Number(d, "max.message.bytes") ?? 0)
            .Append(TopicLimits.RecordBytes).Max();

    private static IEnumerable<TopicDescription> Inputs(
        IReadOnlyList<PlannedTopic> topics, IReadOnlyList<TopicDescription?> actual) => topics
        .Select((topic, index) => (topic, description: actual[index]))
        .Where(static t => t.topic.Role == TopicRole.Input && t.description is not null)
        .Select(static t => t.description!);

    private static string Setting(TopicDescription actual, string name, string otherwise) =>
        actual.Settings.TryGetValue(name, out var value) ? value : otherwise;

    private static long? Number(TopicDescription actual, string name) =>
        long.TryParse(Setting(actual, name, ""), NumberStyles.Integer, CultureInfo.InvariantCulture, out var value)
            ? value : null;

    private static string Text(long value) => value.ToString(CultureInfo.InvariantCulture);

    private static TopicFinding Refused(PlannedTopic topic, string message, string mend) =>
        new(FindingSeverity.Refused, topic.Name, message, mend);

    private static TopicFinding Warning(PlannedTopic topic, string message, string mend) =>
        new(FindingSeverity.Warning, topic.Name, message, mend);
}
