using System.Globalization;
using StreamEngine.Commerce;
using StreamEngine.Commerce.Policies;
using StreamEngine.Core.Log;
using StreamEngine.Host.Commands;
using StreamEngine.Host.Configuration;
using StreamEngine.Host.Hosting;
using StreamEngine.Host.Kafka;
using StreamEngine.Host.Registry;
using StreamEngine.Runtime.Recovery;
using StreamEngine.Runtime.Workers;
using StreamEngine.Schemas.Events;
using StreamEngine.Schemas.Framing;

namespace StreamEngine.Host.Explain;

/// <summary>What a worker's topics tell of a customer.</summary>
/// <param name="Lines">The story, up to the worker's last commit; empty where no task had an event of them.</param>
/// <param name="Task">The task that the customer belongs to.</param>
/// <param name="Report">How much of what that task did is left, and whether it came out the same.</param>
internal sealed record ToldStory(IReadOnlyList<StoryLine> Lines, int Task, RetellingReport Report);

/// <summary>
/// Tells a customer's story out of a worker's Kafka: what the customer's task did, in the order of its journal,
/// watched. Only reads; the worker may be running.
/// </summary>
internal sealed class ExplainTopics(
    HostSettings settings, ShopPolicy policy, KafkaAccess kafka, TimeProvider clock)
{
    private readonly Dictionary<EventTopic, string> _topics = InputTopics.NamesOf(settings.Topics);

    /// <summary>Finds the customer's task and tells.</summary>
    /// <exception cref="CommandFailedException">The topics cannot be read.</exception>
    public async Task<ToldStory> TellAsync(string customerKey, CancellationToken cancellationToken)
    {
        var topics = await InputTopics.FindAsync(kafka, settings.Topics, Limits.BrokerTimeout).ConfigureAwait(false);
        using var registry = SchemaRegistryClient.ToAsk(settings.Registry);
        var schemas = new WriterSchemas(registry is null ? null : new RequiredSchemas(registry));
        var subject = new Subject(customerKey, settings.Privacy.NewPersonalData());
        var options = WorkerPlan.Of(
            settings, policy, 0, topics.Partitions, await SharesAsync().ConfigureAwait(false), schemas);
        ToldStory? told = null;
        foreach (var task in Candidates(subject, topics.Partitions))
        {
            told = await TellAsync(customerKey, task, options, schemas, cancellationToken).ConfigureAwait(false);
            if (told.Lines.Count > 0) break;
        }

        return told!;
    }

    private async Task<ToldStory> TellAsync(
        string customerKey, int task, WorkerOptions options, WriterSchemas schemas, CancellationToken cancellationToken)
    {
        var personal = settings.Privacy.NewPersonalData();
        var subject = new Subject(customerKey, personal);
        using var story = new Story(subject.Key, next => SourceOf(next.Rank, task, next.Position));
        var shop = new ShopTask(
            policy, settings.Time, schemas, _ => story, personal: personal, trace: story, isSaved: false);
        var retelling = new Retelling(
            kafka.Client, options, task, new WatchedTask(shop, subject, story, SourceOf), clock);
        await using var _ = retelling.ConfigureAwait(false);
        try
        {
            return new ToldStory(
                story.Lines, task, await retelling.RunAsync(cancellationToken).ConfigureAwait(false));
        }
        catch (RetellingException exception)
        {
            throw new CommandFailedException($"What task {task} did cannot be read: {exception.Message}");
        }
    }

    // Where figures go is among the settings that a task's journal names.
    private async Task<int> SharesAsync() => kafka.Require(await kafka.Client.Topics.DescribeAsync(
        [settings.Topics.KpiPartials], Limits.BrokerTimeout).ConfigureAwait(false))[0]?.Partitions ?? 0;

    /// <summary>
    /// Where the customer may be: by the whole key or by the id alone, whichever records have; then everywhere, because
    /// the key may be one whose id was hashed, or the partitions are chosen by somebody else's rule.
    /// </summary>
    private IEnumerable<int> Candidates(Subject subject, int partitions)
    {
        int PartitionOf(byte[] key) => Partitioner.Of(settings.Kafka.Partitioner, key, isNull: false, partitions);
        int[] likely = [PartitionOf(subject.StatedKey), PartitionOf(subject.StatedId)];
        return likely.Where(p => p != Partitioner.Any).Concat(Enumerable.Range(0, partitions)).Distinct();
    }

    private string SourceOf(byte input, int task, long offset) => string.Create(
        CultureInfo.InvariantCulture, $"{_topics[(EventTopic)input]}[{task}]@{offset}");
}
