using StreamEngine.Core.Log;
using StreamEngine.Host.Commands;
using StreamEngine.Schemas.Events;

namespace StreamEngine.Host.Kafka;

/// <summary>The input topics by what they carry, and their one partition count.</summary>
internal sealed record InputTopics(IReadOnlyDictionary<EventTopic, string> Names, int Partitions)
{
    /// <summary>The names, without asking whether they are there.</summary>
    public static Dictionary<EventTopic, string> NamesOf(TopicNames names)
    {
        var topics = new Dictionary<EventTopic, string>
        {
            [EventTopic.Clickstream] = names.Clickstream,
            [EventTopic.Carts] = names.Carts,
            [EventTopic.Orders] = names.Orders,
        };
        if (names.Customers is { } customers) topics[EventTopic.Customers] = customers;
        return topics;
    }

    /// <summary>Asks the brokers.</summary>
    /// <exception cref="CommandFailedException">One is missing, or the counts differ.</exception>
    public static async Task<InputTopics> FindAsync(KafkaAccess kafka, TopicNames names, TimeSpan timeout)
    {
        var topics = NamesOf(names);
        var asked = topics.Values.ToList();
        var found = kafka.Require(await kafka.Client.Topics.DescribeAsync(asked, timeout).ConfigureAwait(false));
        var missing = asked.Where((_, i) => found[i] is null).ToList();
        if (missing.Count > 0)
            throw new CommandFailedException($"There {(missing.Count == 1 ? "is no topic" : "are no topics")} "
                + $"{string.Join(", ", missing)}. 'streamengine topics create' creates what is missing.");
        var counts = found.Select(topic => topic!.Partitions).Distinct().ToList();
        if (counts.Count > 1)
            throw new CommandFailedException("The input topics differ in their partitions: "
                + string.Join(", ", found.Select(t => $"{t!.Name} {t.Partitions}"))
                + ". They must be equal; recreate those that differ ('streamengine topics check' says more).");
        return new InputTopics(topics, counts[0]);
    }
}
