using StreamEngine.Connectors.Kafka;

namespace StreamEngine.Host.Kafka;

/// <summary>
/// Keeps the last complaint of the Kafka client, which names address and cause better than a time-out does.
/// Thread-safe.
/// </summary>
internal sealed class KafkaVoice
{
    private const int Warning = 4;

    private volatile string? _last;

    /// <summary>Takes a line.</summary>
    public void Hear(KafkaLogLine line)
    {
        // "All brokers down" comes last and says least.
        if (line.Level <= Warning && !line.Message.Contains("brokers are down", StringComparison.OrdinalIgnoreCase))
            _last = line.Message;
    }

    /// <summary>The message with the last complaint behind it.</summary>
    public string Explain(string message) => _last is { } last ? $"{message} ({Shorten(last)})" : message;

    // "[thrd:...]: host:9092/bootstrap: Connect to ... failed: Connection refused (after 0ms in state CONNECT)"
    private static string Shorten(string line)
    {
        var start = line.IndexOf("]: ", StringComparison.Ordinal);
        return start < 0 || !line.StartsWith("[thrd:", StringComparison.Ordinal) ? line : line[(start + 3)..];
    }
}
