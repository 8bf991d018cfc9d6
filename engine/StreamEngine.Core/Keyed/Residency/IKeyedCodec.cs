using StreamEngine.Core.Hashing;
using StreamEngine.Core.State;

namespace StreamEngine.Core.Keyed.Residency;

/// <summary>
/// Writes and reads the state of a key, canonically: equal states give equal bytes, and what was read is written again
/// as it was.
/// </summary>
public interface IKeyedCodec<TState> where TState : KeyedState
{
    /// <summary>Writes the state and when something is due for it.</summary>
    void Write(TState state, long due, RecordWriter output);

    /// <summary>When something is due, without reading the rest.</summary>
    /// <exception cref="StateFormatException">The bytes are no state of a known version.</exception>
    long DueOf(ReadOnlySpan<byte> record);

    /// <summary>Reads a state.</summary>
    /// <exception cref="StateFormatException">The bytes are no state of a known version.</exception>
    TState Read(Hash128 id, byte[] key, ReadOnlySpan<byte> record);

    /// <summary>About how many bytes of memory the state takes.</summary>
    int SizeOf(TState state);
}
