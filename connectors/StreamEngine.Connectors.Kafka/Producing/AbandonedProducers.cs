using StreamEngine.Core.Log;

namespace StreamEngine.Connectors.Kafka;

/// <summary>
/// Producers of a process whose last call never returned. They cannot be disposed of before it does, so their threads
/// and memory are lost until then; a bounded number of them.
/// </summary>
internal sealed class AbandonedProducers
{
    private int _count;

    /// <summary>Throws where too many are lost for another producer.</summary>
    /// <exception cref="LogException">The process should be started again.</exception>
    public void Check()
    {
        if (Volatile.Read(ref _count) < Limits.AbandonedProducers) return;
        throw new LogException(new LogFault(LogFaultKind.Other, 0,
            $"{Limits.AbandonedProducers} producers hang in the client library. Start the process again."));
    }

    /// <summary>Disposes of a producer as soon as its last call returns.</summary>
    public void Add(Task returned, Action dispose)
    {
        Interlocked.Increment(ref _count);
        _ = DisposeAsync(returned, dispose);
    }

    private async Task DisposeAsync(Task returned, Action dispose)
    {
        await returned.ConfigureAwait(false);
        dispose();
        Interlocked.Decrement(ref _count);
    }
}
