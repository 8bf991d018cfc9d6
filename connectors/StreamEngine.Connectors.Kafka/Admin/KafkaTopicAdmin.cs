using Confluent.Kafka;
using Confluent.Kafka.Admin;
using StreamEngine.Core.Log;
using AdminTopicDescription = Confluent.Kafka.Admin.TopicDescription;
using AdminTopicSpecification = Confluent.Kafka.Admin.TopicSpecification;
using TopicDescription = StreamEngine.Core.Log.TopicDescription;
using TopicSpecification = StreamEngine.Core.Log.TopicSpecification;

namespace StreamEngine.Connectors.Kafka;

/// <summary>Topics and their settings, asked and made by admin requests.</summary>
internal sealed class KafkaTopicAdmin(AskingClient asking) : ITopicAdmin
{
    public async ValueTask<LogAnswer<ClusterDescription>> DescribeClusterAsync(TimeSpan timeout)
    {
        try
        {
            var cluster = await asking.Admin
                .DescribeClusterAsync(new DescribeClusterOptions { RequestTimeout = timeout }).ConfigureAwait(false);
            return LogAnswer<ClusterDescription>.Of(new ClusterDescription(cluster.ClusterId, cluster.Nodes.Count));
        }
        catch (KafkaException e)
        {
            return LogAnswer<ClusterDescription>.Not(Faults.Of(e.Error));
        }
    }

    public async ValueTask<LogAnswer<IReadOnlyList<TopicDescription?>>> DescribeAsync(
        IReadOnlyList<string> topics, TimeSpan timeout)
    {
        if (topics.Count == 0) return LogAnswer<IReadOnlyList<TopicDescription?>>.Of([]);
        try
        {
            var described = await DescribeTopicsAsync(topics, timeout).ConfigureAwait(false);
            if (described.Find(
                static t => t.Error.IsError && t.Error.Code != ErrorCode.UnknownTopicOrPart) is { } failed)
                return LogAnswer<IReadOnlyList<TopicDescription?>>.Not(Faults.Of(failed.Error));
            var present = described.FindAll(static t => !t.Error.IsError).ToDictionary(static t => t.Name);
            var settings = await SettingsAsync([.. present.Keys], timeout).ConfigureAwait(false);
            return LogAnswer<IReadOnlyList<TopicDescription?>>.Of([.. topics.Select(name =>
                present.TryGetValue(name, out var topic) ? Describe(topic, settings[name]) : null)]);
        }
        catch (KafkaException e)
        {
            return LogAnswer<IReadOnlyList<TopicDescription?>>.Not(Faults.Of(e.Error));
        }
    }

    public async ValueTask<LogFault?> CreateAsync(TopicSpecification topic, TimeSpan timeout)
    {
        try
        {
            await asking.Admin.CreateTopicsAsync([new AdminTopicSpecification
            {
                Name = topic.Name,
                NumPartitions = topic.Partitions,
                ReplicationFactor = (short)topic.Replicas,
                Configs = new Dictionary<string, string>(topic.Settings),
            }], new CreateTopicsOptions { RequestTimeout = timeout, OperationTimeout = timeout }).ConfigureAwait(false);
            return await UntilDescribedAsync(topic.Name, timeout).ConfigureAwait(false);
        }
        catch (CreateTopicsException e)
        {
            return Faults.Of(e.Results[0].Error);
        }
        catch (KafkaException e)
        {
            return Faults.Of(e.Error);
        }
    }

    /// <summary>The controller acknowledges a topic before every broker knows it.</summary>
    private async Task<LogFault?> UntilDescribedAsync(string topic, TimeSpan timeout)
    {
        var deadline = Environment.TickCount64 + (long)timeout.TotalMilliseconds;
        while (true)
        {
            var answer = await DescribeAsync([topic], timeout).ConfigureAwait(false);
            if (answer.Value?[0] is not null) return null;
            if (Environment.TickCount64 >= deadline)
                return answer.Fault
                    ?? new LogFault(LogFaultKind.UnknownTopic, 0, $"{topic} was created and is not known yet.");
            await Task.Delay(Limits.RetryPause).ConfigureAwait(false);
        }
    }

    /// <summary>A topic that is not there is part of the answer, which the library gives as an exception.</summary>
    private async Task<List<AdminTopicDescription>> DescribeTopicsAsync(IReadOnlyList<string> topics, TimeSpan timeout)
    {
        try
        {
            var result = await asking.Admin.DescribeTopicsAsync(TopicCollection.OfTopicNames(topics),
                new DescribeTopicsOptions { RequestTimeout = timeout }).ConfigureAwait(false);
            return result.TopicDescriptions;
        }
        catch (DescribeTopicsException e)
        {
            return e.Results.TopicDescriptions;
        }
    }

    private async Task<Dictionary<string, IReadOnlyDictionary<string, string>>> SettingsAsync(
        List<string> topics, TimeSpan timeout)
    {
        var settings = new Dictionary<string, IReadOnlyDictionary<string, string>>(StringComparer.Ordinal);
        if (topics.Count == 0) return settings;
        var resources = topics.Select(static name => new ConfigResource { Type = ResourceType.Topic, Name = name });
        var results = await asking.Admin.DescribeConfigsAsync(
            resources, new DescribeConfigsOptions { RequestTimeout = timeout })
            .ConfigureAwait(false);
        foreach (var result in results)
            settings[result.ConfigResource.Name] = result.Entries.Values
                .Where(static e => e.Value is not null && !e.IsSensitive)
                .ToDictionary(static e => e.Name, static e => e.Value, StringComparer.Ordinal);
        return settings;
    }

    private static TopicDescription Describe(
        AdminTopicDescription topic, IReadOnlyDictionary<string, string> settings) =>
        new()
        {
            Name = topic.Name,
            Id = topic.TopicId?.ToString() ?? "",
            Partitions = topic.Partitions.Count,
            Replicas = topic.Partitions.Min(static p => p.Replicas.Count),
            Settings = settings,
        };
}
