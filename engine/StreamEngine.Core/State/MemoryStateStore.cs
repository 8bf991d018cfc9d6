using StreamEngine.Core.Hashing;

namespace StreamEngine.Core.State;

/// <summary>A store in memory alone: for tests, the file replay and small runs.</summary>
public sealed class MemoryStateStore : IStateStore
{
    private const int BytesAnEntry = 96;

    private readonly Dictionary<Hash128, byte[]> _values = [];
    private long _valueBytes;

    /// <inheritdoc/>
    public long Count => _values.Count;

    /// <inheritdoc/>
    public int MaxValueBytes { get; init; } = int.MaxValue;

    /// <inheritdoc/>
    public (long Memory, long Disk) Size => (_valueBytes + ((long)_values.Count * BytesAnEntry), 0);

    /// <summary>Count and sum of hashes of what is stored.</summary>
    public StateFold Fold { get; private set; }

    /// <inheritdoc/>
    public ValueTask ReadAsync(ReadOnlyMemory<Hash128> keys, StateReader found)
    {
        ArgumentNullException.ThrowIfNull(found);
        foreach (var key in keys.Span)
        {
            if (_values.TryGetValue(key, out var value)) found(key, value);
        }
        return ValueTask.CompletedTask;
    }

    /// <inheritdoc/>
    public void Upsert(Hash128 key, ReadOnlySpan<byte> value)
    {
        Forget(key);
        _values[key] = value.ToArray();
        _valueBytes += value.Length;
        Fold = Fold.With(StateFold.HashOf(key, value));
    }

    /// <inheritdoc/>
    public void Delete(Hash128 key)
    {
        Forget(key);
        _values.Remove(key);
    }

    /// <inheritdoc/>
    public void Dispose() => _values.Clear();

    private void Forget(Hash128 key)
    {
        if (!_values.TryGetValue(key, out var old)) return;
        _valueBytes -= old.Length;
        Fold = Fold.Without(StateFold.HashOf(key, old));
    }
}
