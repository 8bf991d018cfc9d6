using Confluent.Kafka;

namespace StreamEngine.Connectors.Kafka;

/// <summary>
/// The client that asks brokers questions. After an outage librdkafka may never again reach the group's coordinator
/// from the same client (confluentinc/librdkafka, issues 5456 and 5511), so it can be renewed. Thread-safe.
/// </summary>
internal sealed class AskingClient(KafkaSettings settings, Action<KafkaLogLine> log) : IDisposable
{
    private readonly Lock _lock = new();
    private readonly Queue<Client> _tired = [];
    private Client _current = Client.Open(settings, log);
    private long _renewedAt = Environment.TickCount64;

    /// <summary>Asks.</summary>
    public IAdminClient Admin
    {
        get { lock (_lock) return _current.Admin; }
    }

    /// <summary>
    /// Replaces a client whose answers do not come, unless that was done a moment ago. Questions of others may be under
    /// way at it, so it is closed only after a few more have come and gone.
    /// </summary>
    /// <param name="tired">The one that was asked.</param>
    public void Renew(IAdminClient tired)
    {
        // Closing takes as long as the brokers are away: nobody waits for it, least of all with the lock.
        if (Replace(tired) is { } oldest) _ = Task.Run(oldest.Dispose);
    }

    private Client? Replace(IAdminClient tired)
    {
        lock (_lock)
        {
            var now = Environment.TickCount64;
            if (!ReferenceEquals(_current.Admin, tired) || now - _renewedAt < Limits.RenewEveryMs) return null;
            _renewedAt = now;
            _tired.Enqueue(_current);
            _current = Client.Open(settings, log);
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

    private sealed record Client(IConsumer<byte[], byte[]> Consumer, IAdminClient Admin) : IDisposable
    {
        // An answer about a group's offsets that says "not coordinator" or "loading" makes librdkafka ask anew through
        // the client's own group, and a client without one crashes the process. A consumer that never subscribes has a
        // group and joins nothing.
        public static Client Open(KafkaSettings settings, Action<KafkaLogLine> log)
        {
            var consumer = new ConsumerBuilder<byte[], byte[]>(ClientProperties.Admin(settings))
                .SetLogHandler((_, line) => log(KafkaLogLine.Of(line)))
                .SetErrorHandler((_, error) => log(KafkaLogLine.Of(error, "admin")))
                .Build();
            return new Client(consumer, new DependentAdminClientBuilder(consumer.Handle).Build());
        }

        public void Dispose()
        {
            Admin.Dispose();
            Consumer.Dispose();
            // The library logs while it closes: what it calls must not be collected before it has.
            GC.KeepAlive(this);
        }
    }
}
