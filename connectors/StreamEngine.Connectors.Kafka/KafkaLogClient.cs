using StreamEngine.Core.Log;

namespace StreamEngine.Connectors.Kafka;

/// <summary>The engine's log in a Kafka cluster.</summary>
public sealed class KafkaLogClient : ILogClient
{
    private readonly KafkaSettings _settings;
    private readonly Action<KafkaLogLine> _log;
    private readonly AskingClient _asking;
    private readonly AbandonedProducers _abandoned = new();

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
        _asking = new AskingClient(settings, log);
        Offsets = new KafkaOffsets(_asking, settings.GroupId);
        Topics = new KafkaTopicAdmin(_asking);
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
    public ITransactionalProducer CreateProducer(int slot)
    {
        _abandoned.Check();
        return new KafkaProducer(_settings, slot, _log, _abandoned);
    }

    /// <inheritdoc/>
    public ILogReader CreateReader() => new KafkaReader(_settings, _log);

    /// <inheritdoc/>
    public async ValueTask DisposeAsync() => await Task.Run(_asking.Dispose).ConfigureAwait(false);
}
