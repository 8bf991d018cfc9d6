namespace StreamEngine.Connectors.Kafka;

/// <summary>
/// Hands commands to the consumer's thread, one after the other. At most one is waiting besides a stop, because the
/// worker makes one call at a time.
/// </summary>
internal sealed class Mailbox
{
    private readonly object _gate = new();
    private ConsumerCommand? _command;
    private StopCommand? _stop;

    /// <summary>Whether the thread was told to end.</summary>
    public bool IsStopping
    {
        get
        {
            lock (_gate) return _stop is not null;
        }
    }

    /// <summary>Puts a command in.</summary>
    /// <exception cref="InvalidOperationException">Another call is under way, or the consumer is closed.</exception>
    public void Post(ConsumerCommand command)
    {
        lock (_gate)
        {
            if (_stop is not null) throw new InvalidOperationException("The consumer is closed.");
            if (command is StopCommand stop) _stop = stop;
            else if (_command is null) _command = command;
            else throw new InvalidOperationException("The consumer is in use: one call at a time.");
            Monitor.Pulse(_gate);
        }
    }

    /// <summary>
    /// Waits for the next command. A stop comes after what was posted before it, and again and again.
    /// </summary>
    public ConsumerCommand Take()
    {
        lock (_gate)
        {
            while (true)
            {
                if (_command is { } command)
                {
                    _command = null;
                    return command;
                }
                if (_stop is not null) return _stop;
                Monitor.Wait(_gate);
            }
        }
    }
}
