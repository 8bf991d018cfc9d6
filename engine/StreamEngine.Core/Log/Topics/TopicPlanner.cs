namespace StreamEngine.Core.Log;

/// <summary>Carries the plan out: asks what is there, creates what is missing, says what is the matter.</summary>
public sealed class TopicPlanner(ITopicAdmin admin, TopicNames names)
{
    private readonly IReadOnlyList<PlannedTopic> _topics = PlannedTopic.All(names);

    /// <summary>Every finding; or the fault that kept the brokers from answering.</summary>
    public async ValueTask<LogAnswer<IReadOnlyList<TopicFinding>>> CheckAsync(TimeSpan timeout)
    {
        var actual = await DescribeAsync(timeout).ConfigureAwait(false);
        return actual.Fault is { } fault
            ? LogAnswer<IReadOnlyList<TopicFinding>>.Not(fault)
            : LogAnswer<IReadOnlyList<TopicFinding>>.Of(TopicPlan.Check(_topics, actual.Value!));
    }

    /// <summary>Creates what is missing, inputs first. Existing topics are not touched. Safe to call again.</summary>
    /// <param name="partitions">How many partitions new topics get where no input exists yet.</param>
    /// <param name="replicas">How many replicas new topics get; -1 leaves it to the broker.</param>
    /// <param name="timeout">How long each request may take.</param>
    /// <returns>The names of the created topics; or the fault, whose message names the topic that failed.</returns>
    public async ValueTask<LogAnswer<IReadOnlyList<string>>> CreateAsync(int partitions, int replicas, TimeSpan timeout)
    {
        var created = new List<string>();
        // How large a refused record may be follows from the inputs, whose settings are known once they exist.
        foreach (var isInput in new[] { true, false })
        {
            var actual = await DescribeAsync(timeout).ConfigureAwait(false);
            if (actual.Fault is { } fault) return LogAnswer<IReadOnlyList<string>>.Not(fault);
            foreach (var topic in TopicPlan.Missing(_topics, actual.Value!, partitions))
            {
                if (_topics.Any(t => t.Name == topic.Name && t.Role == TopicRole.Input) != isInput) continue;
                var failed = await admin.CreateAsync(topic with { Replicas = replicas }, timeout).ConfigureAwait(false);
                // Somebody else creates, too; what came of it is for the check to say.
                if (failed?.Kind == LogFaultKind.AlreadyExists) continue;
                if (failed is not null)
                    return LogAnswer<IReadOnlyList<string>>.Not(
                        failed with { Message = $"{topic.Name}: {failed.Message}" });
                created.Add(topic.Name);
            }
        }
        return LogAnswer<IReadOnlyList<string>>.Of(created);
    }

    private ValueTask<LogAnswer<IReadOnlyList<TopicDescription?>>> DescribeAsync(TimeSpan timeout) =>
        admin.DescribeAsync([.. _topics.Select(static t => t.Name)], timeout);
}
