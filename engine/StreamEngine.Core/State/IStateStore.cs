using System.Buffers;
using StreamEngine.Core.Hashing;

namespace StreamEngine.Core.State;

/// <summary>
/// Encoded state by key: what the overlay does not hold as objects. Never the durable copy of anything.
/// Used by one task on one thread at a time. A failed read or write throws <see cref="StateStoreException"/>,
/// after which the store must be thrown away and the task restored.
/// </summary>
public interface IStateStore : IDisposable
{
    /// <summary>How many keys are stored.</summary>
    long Count { get; }

    /// <summary>The largest value that can be stored, in bytes.</summary>
    int MaxValueBytes { get; }

    /// <summary>Bytes of memory and of disk in use, values and overhead together.</summary>
    (long Memory, long Disk) Size { get; }

    /// <summary>
    /// Reads many keys in one go; <paramref name="found"/> is called once for each key that is stored, in any order,
    /// with a span that is valid during the call only.
    /// </summary>
    ValueTask ReadAsync(ReadOnlyMemory<Hash128> keys, StateReader found);

    /// <summary>
    /// Stores the value, of at most <see cref="MaxValueBytes"/>, under the key, replacing what was there.
    /// </summary>
    void Upsert(Hash128 key, ReadOnlySpan<byte> value);

    /// <summary>Removes the key; nothing happens when it is not stored.</summary>
    void Delete(Hash128 key);
}

/// <summary>Receives one stored value.</summary>
public delegate void StateReader(Hash128 key, ReadOnlySpan<byte> value);

/// <summary>Encodes and decodes one type of state, canonically: equal states give equal bytes.</summary>
public interface IStateCodec<T>
{
    /// <summary>The version that <see cref="Write"/> writes; <see cref="Read"/> takes it and all before it.</summary>
    int Version { get; }

    /// <summary>Writes the state.</summary>
    void Write(T state, IBufferWriter<byte> output);

    /// <summary>Reads a state; throws <see cref="StateFormatException"/> where the bytes are none.</summary>
    T Read(ReadOnlySpan<byte> bytes);
}

/// <summary>The store failed; its content can no longer be trusted. The task must be restored.</summary>
public sealed class StateStoreException : Exception
{
    public StateStoreException(string message) : base(message) { }
    public StateStoreException(string message, Exception inner) : base(message, inner) { }
}

/// <summary>The bytes are not a state of a known version.</summary>
public sealed class StateFormatException : Exception
{
    public StateFormatException(string message) : base(message) { }
    public StateFormatException(string message, Exception inner) : base(message, inner) { }
}
