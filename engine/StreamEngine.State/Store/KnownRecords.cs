using StreamEngine.Core.Hashing;

namespace StreamEngine.State.Store;

/// <summary>
/// What is known of the records touched last, by key: whether they are stored, their hash and length. An overwrite
/// needs the hash of what it replaces; this table spares it the read of a spilled record that was read before. One slot
/// a hash, the later key wins: bounded, and the same in every run.
/// </summary>
internal sealed class KnownRecords(int entries)
{
    public const int BytesAnEntry = 40;
    private const int Absent = -1;

    private readonly Entry[] _entries = new Entry[entries];

    /// <summary>True where the table knows of the key.</summary>
    public bool TryGet(Hash128 key, out KnownRecord known)
    {
        ref var entry = ref SlotOf(key);
        if (!entry.Used || entry.Key != key)
        {
            known = default;
            return false;
        }
        known = new KnownRecord(entry.Length != Absent, entry.Hash, Math.Max(entry.Length, 0));
        return true;
    }

    public void SetStored(Hash128 key, ulong hash, int length) =>
        SlotOf(key) = new Entry { Key = key, Hash = hash, Length = length, Used = true };

    public void SetAbsent(Hash128 key) => SlotOf(key) = new Entry { Key = key, Length = Absent, Used = true };

    private ref Entry SlotOf(Hash128 key) => ref _entries[(int)(key.High & (ulong)(_entries.Length - 1))];

    private struct Entry
    {
        public Hash128 Key;
        public ulong Hash;
        public int Length;
        public bool Used;
    }
}

/// <summary>What a store knows of a key.</summary>
internal readonly record struct KnownRecord(bool Stored, ulong Hash, int Length);
