using Confluent.Kafka;

namespace StreamEngine.Connectors.Kafka;

/// <summary>
/// The client that asks brokers questions. After an outage librdkafka may never again reach the group's coordinator
/// from the same client (confluentinc/librdkafka, issues 5456 and 5511), so it can be renewed. Thread-safe.
/// </summary>
internal sealed class AskingClient(KafkaSettings settings, Action<KafkaLogLine> log) : IDisposable
{
    private readonly Lock _lock = new();
    private readonly Queue<AskingHandle> _tired = [];
    private AskingHandle _current = AskingHandle.Open(settings, log);
    private long _renewedAt = Environment.TickCount64;

    /// <summary>What to ask now.</summary>
    public AskingHandle Current
    {
        get { lock (_lock) return _current; }
    }

    /// <summary>Asks about anything but the group's offsets.</summary>
    public IAdminClient Admin => Current.Admin;

    /// <summary>
    /// Replaces a client whose answers do not come, unless that was done a moment ago. Questions of others may be under
    /// way at it, so it is closed only after a few more have come and gone.
    /// </summary>
    /// <param name="tired">The one that was asked.</param>
    public void Renew(AskingHandle tired)
    {
        // Closing takes as long as the brokers are away: nobody waits for it, least of all with the lock.
        if (Replace(tired) is { } oldest) _ = Task.Run(oldest.Dispose);
    }

    private AskingHandle? Replace(AskingHandle tired)
    {
        lock (_lock)
        {
            var now = Environment.TickCount64;
            if (!ReferenceEquals(_current, tired) || now - _renewedAt < Limits.RenewEveryMs) return null;
            _renewedAt = now;
            _tired.Enqueue(_current);
            _current = AskingHandle.Open(settings, log);
            return _tired.Count > Limits.TiredClients ? _tired.Dequeue() : null;
        }
    }

    public void Dispose()
    {
        lock (_lock)
        {
            _current.Dispose();
            foreach (var client in _tired) client.Dispose();
            _tired.Clear();
        }
    }
}
