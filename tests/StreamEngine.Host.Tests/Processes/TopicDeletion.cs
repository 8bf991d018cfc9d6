using Confluent.Kafka;

namespace StreamEngine.Host.Tests.Processes;

/// <summary>Takes a topic away.</summary>
internal static class TopicDeletion
{
    /// <summary>Deletes it, and waits until the broker no longer knows it.</summary>
    public static async Task DeleteAsync(string bootstrap, string topic)
    {
        using var admin = new AdminClientBuilder(new AdminClientConfig { BootstrapServers = bootstrap }).Build();
        await admin.DeleteTopicsAsync([topic]);
        using var pace = new PeriodicTimer(TimeSpan.FromMilliseconds(100));
        while (admin.GetMetadata(TimeSpan.FromSeconds(10)).Topics.Exists(known => known.Topic == topic))
            await pace.WaitForNextTickAsync(CancellationToken.None);
    }
}
