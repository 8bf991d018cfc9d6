using StreamEngine.Core.Hashing;

namespace StreamEngine.State.Store;

/// <summary>
/// One bit a key, by its hash: a key without its bit was never stored, so that nothing has to be looked up before it is
/// written for the first time. Bits are shared and never taken back; a store that holds more keys than bits looks up
/// as if there were no filter.
/// </summary>
internal sealed class KeyFilter(long bytes)
{
    private readonly ulong[] _words = new ulong[bytes / sizeof(ulong)];

    /// <summary>False where the key was never added.</summary>
    public bool MayHold(Hash128 key) => (Word(key) & Bit(key)) != 0;

    public void Add(Hash128 key) => Word(key) |= Bit(key);

    // The low half leads to the bucket of FASTER's index, the low bits of the high half to the table of known records.
    private ref ulong Word(Hash128 key) => ref _words[(int)((key.High >> 38) & (ulong)(_words.Length - 1))];

    private static ulong Bit(Hash128 key) => 1UL << (int)((key.High >> 32) & 63);
}
