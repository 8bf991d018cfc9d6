using StreamEngine.Connectors.Kafka;
using StreamEngine.Host.Kafka;

namespace StreamEngine.Host.Logging;

/// <summary>
/// What the Kafka client says, as log lines: while brokers are away it says the same many times a second, so a message
/// is repeated only after a while. Thread-safe.
/// </summary>
/// <param name="logger">Takes the lines.</param>
/// <param name="clock">Tells when a while has passed.</param>
internal sealed class KafkaLines(ILogger logger, TimeProvider clock)
{
    private const int MostRemembered = 256;
    private static readonly TimeSpan RepeatAfter = TimeSpan.FromSeconds(30);

    private readonly Lock _lock = new();
    private readonly Dictionary<(string Client, string Facility), long> _said = [];

    /// <summary>Keeps the last complaint, for messages of our own.</summary>
    public KafkaVoice Voice { get; } = new();

    /// <summary>Takes a line.</summary>
    public void Hear(KafkaLogLine line)
    {
        Voice.Hear(line);
        var level = line.Level switch
        {
            <= 2 => LogLevel.Critical,
            3 => LogLevel.Error,
            4 => LogLevel.Warning,
            <= 6 => LogLevel.Information,
            _ => LogLevel.Debug,
        };
        if (logger.IsEnabled(level) && IsDue(line)) logger.KafkaSays(level, line.Client, line.Facility, line.Message);
    }

    private bool IsDue(KafkaLogLine line)
    {
        lock (_lock)
        {
            var id = (line.Client, line.Facility);
            if (_said.TryGetValue(id, out var at) && clock.GetElapsedTime(at) < RepeatAfter) return false;
            if (_said.Count >= MostRemembered) _said.Clear();
            _said[id] = clock.GetTimestamp();
            return true;
        }
    }
}
