using StreamEngine.Core.Log;

namespace StreamEngine.Runtime.Recovery;

/// <summary>Reads a range of a partition, batch by batch, so that the worker can poll in between.</summary>
internal sealed class RangeReader : IAsyncDisposable
{
    private static readonly TimeSpan Wait = TimeSpan.FromMilliseconds(20);

    private readonly ILogReader _reader;
    private readonly LogPartition _partition;

    private RangeReader(ILogReader reader, LogPartition partition, long from)
    {
        (_reader, _partition) = (reader, partition);
        Next = from;
    }

    /// <summary>The offset from which the next read goes on.</summary>
    public long Next { get; private set; }

    public bool IsComplete { get; private set; }

    public LogBatch Batch { get; } = new();

    public static async ValueTask<RangeReader> OpenAsync(ILogClient log, LogPartition partition, long from, long to)
    {
        var reader = log.CreateReader();
        await reader.OpenAsync(partition, from, Math.Max(from, to)).ConfigureAwait(false);
        return new RangeReader(reader, partition, from) { IsComplete = from >= to };
    }

    /// <summary>Reads on; the batch may be empty.</summary>
    /// <exception cref="RestoreRefusedException">The range is not there any more.</exception>
    /// <exception cref="RestoreInterruptedException">The reader is of no more use.</exception>
    public async ValueTask ReadAsync()
    {
        Batch.Clear();
        if (IsComplete) return;
        var result = await _reader.ReadAsync(Batch, Limits.ReadRecords, Wait).ConfigureAwait(false);
        if (result.Fault is { Kind: LogFaultKind.OffsetOutOfRange or LogFaultKind.UnknownTopic } gone)
            throw new RestoreRefusedException($"{_partition} does not hold offset {Next} any more: {gone.Message} "
                + "The task cannot be restored from it; 'streamengine state reset' starts over.");
        if (result.Fault is { IsFatal: true } fault) throw new RestoreInterruptedException(fault.Message);
        Next = result.Next;
        IsComplete = result.IsComplete;
    }

    /// <inheritdoc/>
    public ValueTask DisposeAsync() => _reader.DisposeAsync();
}
