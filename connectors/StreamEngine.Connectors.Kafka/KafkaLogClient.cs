using Confluent.Kafka;
using StreamEngine.Core.Log;

namespace StreamEngine.Connectors.Kafka;

/// <summary>The engine's log in a Kafka cluster.</summary>
public sealed class KafkaLogClient : ILogClient
{
    private readonly KafkaSettings _settings;
    private readonly Action<KafkaLogLine> _log;
    private readonly IConsumer<byte[], byte[]> _asking;
    private readonly IAdminClient _admin;

    /// <summary>Checks the settings; connects when first used.</summary>
    /// <param name="settings">The settings.</param>
    /// <param name="log">Takes what librdkafka has to say, from any thread. Must not throw.</param>
    /// <exception cref="ArgumentException">
    /// The settings are not acceptable; the message names every violation.
    /// </exception>
    public KafkaLogClient(KafkaSettings settings, Action<KafkaLogLine> log)
    {
        var violations = KafkaSettingsCheck.Violations(settings);
        if (violations.Count > 0)
            throw new ArgumentException(string.Join(Environment.NewLine, violations), nameof(settings));
        _settings = settings;
        _log = log;
        // An answer about a group's offsets that says "not coordinator" or "loading" makes librdkafka ask anew through
        // the client's own group, and a client without one crashes the process. A consumer that never subscribes has a
        // group and joins nothing.
        _asking = new ConsumerBuilder<byte[], byte[]>(ClientProperties.Admin(settings))
            .SetLogHandler((_, line) => log(KafkaLogLine.Of(line)))
            .SetErrorHandler((_, error) => log(KafkaLogLine.Of(error, "admin")))
            .Build();
        _admin = new DependentAdminClientBuilder(_asking.Handle).Build();
        Offsets = new KafkaOffsets(_admin, settings.GroupId);
        Topics = new KafkaTopicAdmin(_admin);
    }

    /// <inheritdoc/>
    public ILogOffsets Offsets { get; }

    /// <inheritdoc/>
    public ITopicAdmin Topics { get; }

    /// <inheritdoc/>
    public ILogConsumer CreateConsumer(IReadOnlyList<string> topics, int slot)
    {
        ArgumentOutOfRangeException.ThrowIfZero(topics.Count);
        return new KafkaConsumer(_settings, topics, slot, _log);
    }

    /// <inheritdoc/>
    public ITransactionalProducer CreateProducer(int slot) => new KafkaProducer(_settings, slot, _log);

    /// <inheritdoc/>
    public ILogReader CreateReader() => new KafkaReader(_settings, _log);

    /// <inheritdoc/>
    public async ValueTask DisposeAsync() => await Task.Run(() =>
    {
        _admin.Dispose();
        _asking.Dispose();
    }).ConfigureAwait(false);
}
