using StreamEngine.Core.Inputs;

namespace StreamEngine.Core.Tasks;

/// <summary>
/// What a pipeline keeps, as records of canonical bytes: equal states give equal records. It is a function of the
/// input, so a task goes on elsewhere from the records of a snapshot, the records that waited for the watermark then,
/// and the input since. The runtime stores and moves the records without knowing what is in them.
/// </summary>
public interface ITaskState
{
    /// <summary>Rises whenever the same input may give other outputs or another state.</summary>
    int LogicVersion { get; }

    /// <summary>About how many bytes <see cref="TakeChanges"/> would hand over now.</summary>
    long ChangedBytes { get; }

    /// <summary>How many keys are kept in memory and in the store, and the bytes of each tier.</summary>
    StateSize Size { get; }

    /// <summary>
    /// Hands over every record that changed since the last call, in an order that depends on the records alone. A
    /// record that is no more comes with an empty value. The spans are valid during the call.
    /// </summary>
    void TakeChanges(StateRecordHandler changed);

    /// <summary>
    /// Takes in a record of a snapshot; before any input, in any order of the keys, the last one of a key counts.
    /// </summary>
    /// <exception cref="State.StateFormatException">The bytes are no state of a known version.</exception>
    void Load(ReadOnlySpan<byte> key, ReadOnlySpan<byte> value);

    /// <summary>Ends loading: every event and timer before that position is part of what was loaded.</summary>
    /// <exception cref="State.StateFormatException">What was loaded is no state of a known version.</exception>
    /// <exception cref="FormatException">
    /// It was made under a policy that the pipeline's cannot follow; the message names what differs.
    /// </exception>
    void Resume(long position);

    /// <summary>
    /// Brings into memory, in one read, the keys of those records and of the timers that are due before the watermark.
    /// Returns the watermark up to which the task may be stepped now: lower than asked where too many timers fall due.
    /// </summary>
    ValueTask<long> MakeResidentAsync(RecordBatch batch, int from, int count, long watermark);

    /// <summary>
    /// Moves the keys that were not touched for the longest time to the store, until memory is within its limit.
    /// </summary>
    void Shrink();
}

/// <summary>One record of state. An empty value means that the record is no more.</summary>
public delegate void StateRecordHandler(ReadOnlySpan<byte> key, ReadOnlySpan<byte> value);

/// <summary>How much state there is, by tier.</summary>
/// <param name="ResidentKeys">Keys held as objects.</param>
/// <param name="StoredKeys">Keys held as bytes in the store.</param>
/// <param name="ResidentBytes">About the memory of the objects.</param>
/// <param name="StoreMemoryBytes">Memory of the store.</param>
/// <param name="StoreDiskBytes">Disk of the store.</param>
public readonly record struct StateSize(
    long ResidentKeys, long StoredKeys, long ResidentBytes, long StoreMemoryBytes, long StoreDiskBytes);
