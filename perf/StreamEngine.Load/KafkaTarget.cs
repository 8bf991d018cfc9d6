using System.Buffers;
using System.Text;
using StreamEngine.Connectors.Kafka;
using StreamEngine.Core.Log;
using StreamEngine.Load.Shop;
using StreamEngine.Schemas.Events;

namespace StreamEngine.Load;

/// <summary>
/// Sends events to the Kafka topics of the default names as a shop would: Avro, by customer, stamped when they are
/// sent. What is torn in a file is half of a message here.
/// </summary>
internal static class KafkaTarget
{
    private static readonly TopicNames Names = new();

    /// <summary>Sends all of them and returns their number.</summary>
    /// <param name="bootstrap">The brokers to begin with.</param>
    /// <param name="allowPlaintext">Whether brokers elsewhere may be spoken to without encryption.</param>
    /// <param name="rate">The most events a second; null: as fast as the brokers take them.</param>
    /// <param name="events">The events.</param>
    /// <param name="clock">The clock that the rate goes by.</param>
    /// <exception cref="ArgumentException">The address is not allowed.</exception>
    /// <exception cref="LogException">They could not be sent.</exception>
    public static async Task<long> SendAsync(
        string bootstrap, bool allowPlaintext, double? rate, IEnumerable<EventData> events, TimeProvider clock)
    {
        var settings = new KafkaSettings
        {
            BootstrapServers = bootstrap,
            GroupId = "streamengine-load",
            InstanceId = Guid.NewGuid().ToString("n"),
            AllowPlaintext = allowPlaintext,
        };
        var client = new KafkaLogClient(settings, static _ => { });
        await using var _ = client.ConfigureAwait(false);
        var publisher = await KafkaPublisher.OpenAsync(
            client, new PublishOptions { RecordsPerSecond = rate, Clock = clock }).ConfigureAwait(false);
        await using var __ = publisher.ConfigureAwait(false);
        var encoder = new EventEncoder();
        var value = new ArrayBufferWriter<byte>(1024);
        foreach (var data in events)
        {
            if (publisher.IsDue) await publisher.SendAsync(CancellationToken.None).ConfigureAwait(false);
            Add(publisher.Next, data, encoder, value);
        }

        await publisher.SendAsync(CancellationToken.None).ConfigureAwait(false);
        return publisher.Sent;
    }

    private static void Add(AppendBatch batch, EventData data, EventEncoder encoder, ArrayBufferWriter<byte> value)
    {
        value.ResetWrittenCount();
        var encoded = encoder.Encode(data, value);
        if (!encoded.IsSuccess) throw new InvalidOperationException($"An invented event cannot be written: {encoded}.");
        var message = Faults.IsTorn(data) ? value.WrittenSpan[..(value.WrittenCount / 2)] : value.WrittenSpan;
        var hasKey = CustomerKey.TryMake(data.CustomerId, data.AnonymousId, out var key);
        var partition = new LogPartition(TopicOf(data.Topic), AppendBatch.ByKey);
        batch.Add(partition, AppendBatch.Now, Encoding.UTF8.GetBytes(key), message,
            hasKey ? NullParts.None : NullParts.Key);
    }

    private static string TopicOf(EventTopic topic) => topic switch
    {
        EventTopic.Clickstream => Names.Clickstream,
        EventTopic.Carts => Names.Carts,
        EventTopic.Orders => Names.Orders,
        _ => Names.Customers!,
    };
}
