using System.Globalization;
using System.Text;
using Confluent.Kafka;

namespace StreamEngine.Host.Tests.Processes;

/// <summary>Sends records that nobody can work with, of every kind, and remembers where they went.</summary>
/// <param name="bootstrap">Where the broker is.</param>
/// <param name="topics">Topics of events.</param>
/// <param name="partitions">How many partitions each has.</param>
/// <param name="seed">Decides what they look like.</param>
internal sealed class Poisoner(string bootstrap, IReadOnlyList<string> topics, int partitions, int seed) : IDisposable
{
    private static readonly byte[] SingleObject = [0xC3, 0x01], Registered = [0x00];

    private readonly IProducer<byte[]?, byte[]?> _producer =
        new ProducerBuilder<byte[]?, byte[]?>(new ProducerConfig { BootstrapServers = bootstrap }).Build();
    private readonly Random _chance = new(seed);

    /// <summary>Where they lie: topic, partition and offset.</summary>
    public List<string> Sent { get; } = [];

    /// <summary>How a record's place is written.</summary>
    public static string Place(string topic, string partition, string offset) => $"{topic}[{partition}]@{offset}";

    /// <summary>Sends so many, all over the place.</summary>
    public async Task SendAsync(int count)
    {
        var sent = await Task.WhenAll(Enumerable.Range(0, count).Select(_ => _producer.ProduceAsync(
            new TopicPartition(topics[_chance.Next(topics.Count)], _chance.Next(partitions)),
            new Message<byte[]?, byte[]?> { Key = Key(), Value = Value() })));
        Sent.AddRange(sent.Select(at => Place(
            at.Topic, at.Partition.Value.ToString(CultureInfo.InvariantCulture),
            at.Offset.Value.ToString(CultureInfo.InvariantCulture))));
    }

    public void Dispose() => _producer.Dispose();

    // Mostly a key of another partition, sometimes none.
    private byte[]? Key() => _chance.Next(4) == 0 ? null : Encoding.UTF8.GetBytes($"customer:{_chance.Next(1000)}");

    private byte[]? Value() => _chance.Next(6) switch
    {
        0 => null,
        1 => [],
        2 => Noise(40),
        3 => [.. SingleObject, .. Noise(8), .. Noise(30)],
        4 => [.. Registered, .. Noise(4), .. Noise(30)],
        _ => Encoding.UTF8.GetBytes("""{"eventId":"json","type":"pageView"}"""),
    };

    private byte[] Noise(int bytes)
    {
        var noise = new byte[bytes];
        _chance.NextBytes(noise);
        return noise;
    }
}
