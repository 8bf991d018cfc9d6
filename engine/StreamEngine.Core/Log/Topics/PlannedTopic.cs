namespace StreamEngine.Core.Log;

/// <summary>What a topic is for, which decides what it has to be like.</summary>
public enum TopicRole : byte
{
    /// <summary>Read by the engine, written by the shop.</summary>
    Input,

    /// <summary>Written by the engine, read by the shop.</summary>
    Output,

    /// <summary>Takes original bytes of inputs, so that it has to take the largest of them.</summary>
    Refused,

    /// <summary>Partition p belongs to task p: as many partitions as the inputs.</summary>
    TaskState,

    /// <summary>The engine's own, read by tasks of its own: their number is that of its partitions.</summary>
    Shares,

    /// <summary>Partition p belongs to task p of those that read the shares: as many partitions as they have.</summary>
    MergeState,
}

/// <summary>One topic of the plan.</summary>
/// <param name="Name">Its name.</param>
/// <param name="Role">What it is for.</param>
/// <param name="IsCompacted">Whether its clean-up policy is <c>compact</c>; else it is <c>delete</c>.</param>
/// <param name="RetentionDays">For how long records are kept where they are deleted.</param>
public sealed record PlannedTopic(string Name, TopicRole Role, bool IsCompacted, int RetentionDays)
{
    /// <summary>The clean-up policy.</summary>
    public string CleanUp => IsCompacted ? "compact" : "delete";

    /// <summary>Every topic of the plan, inputs first.</summary>
    public static IReadOnlyList<PlannedTopic> All(TopicNames names)
    {
        List<PlannedTopic> topics =
        [
            new(names.Clickstream, TopicRole.Input, false, 7),
            new(names.Carts, TopicRole.Input, false, 7),
            new(names.Orders, TopicRole.Input, false, 7),
            new(names.Sessions, TopicRole.Output, false, 7),
            new(names.Triggers, TopicRole.Output, false, 7),
            new(names.Decisions, TopicRole.Output, false, 7),
            new(names.Kpis, TopicRole.Output, true, 0),
            new(names.LateEvents, TopicRole.Refused, false, 30),
            new(names.DeadLetters, TopicRole.Refused, false, 30),
            new(names.KpiPartials, TopicRole.Shares, true, 0),
            new(names.KpiChangelog, TopicRole.MergeState, true, 0),
            new(names.KpiJournal, TopicRole.MergeState, false, 7),
            new(names.Changelog, TopicRole.TaskState, true, 0),
            new(names.Journal, TopicRole.TaskState, false, 7),
        ];
        if (names.Customers is { } customers) topics.Insert(3, new(customers, TopicRole.Input, false, 7));
        return topics;
    }
}
