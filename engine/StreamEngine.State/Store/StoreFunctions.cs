using FASTER.core;
using StreamEngine.Core.Hashing;

namespace StreamEngine.State.Store;

/// <summary>What a read wants of a record.</summary>
internal enum ReadKind : byte
{
    /// <summary>Hash and length alone.</summary>
    Header,

    /// <summary>The value too, copied into the arena.</summary>
    Value,
}

/// <summary>What a read found.</summary>
internal enum SlotState : byte
{
    Missing,
    Found,

    /// <summary>The record is stored, but its header does not fit its length.</summary>
    Corrupt,
}

/// <summary>The outcome of one read.</summary>
internal struct ReadSlot
{
    public SlotState State;
    public ulong Hash;
    public int Length;
    public int Offset;
    public long Address;
}

/// <summary>
/// FASTER's callbacks. Values are copied out inside the call, because the page may be gone after it; outcomes of reads
/// that had to wait for the disk come through <see cref="ReadCompletionCallback"/> into <see cref="Slots"/>.
/// </summary>
internal sealed class StoreFunctions : FunctionsBase<Hash128, SpanByte, ReadKind, ReadSlot, int>
{
    private byte[] _arena = new byte[64 * 1024];

    /// <summary>Outcomes by the context number that the read was issued with.</summary>
    public ReadSlot[] Slots { get; } = new ReadSlot[Limits.ReadChunkKeys];

    /// <summary>Bytes of values in the arena.</summary>
    public int ArenaUsed { get; private set; }

    public void ClearArena() => ArenaUsed = 0;

    public ReadOnlySpan<byte> ValueOf(in ReadSlot slot) => _arena.AsSpan(slot.Offset, slot.Length);

    public int Keep(ReadOnlySpan<byte> value)
    {
        if (_arena.Length - ArenaUsed < value.Length)
            Array.Resize(ref _arena, checked(Math.Max(_arena.Length * 2, ArenaUsed + value.Length)));
        value.CopyTo(_arena.AsSpan(ArenaUsed));
        var offset = ArenaUsed;
        ArenaUsed += value.Length;
        return offset;
    }

    public override bool SingleReader(
        ref Hash128 key, ref ReadKind input, ref SpanByte value, ref ReadSlot dst, ref ReadInfo readInfo) =>
        Read(input, ref value, ref dst, readInfo.Address);

    public override bool ConcurrentReader(
        ref Hash128 key, ref ReadKind input, ref SpanByte value, ref ReadSlot dst, ref ReadInfo readInfo) =>
        Read(input, ref value, ref dst, readInfo.Address);

    public override void ReadCompletionCallback(
        ref Hash128 key, ref ReadKind input, ref ReadSlot output, int ctx, Status status, RecordMetadata recordMetadata)
    {
        Slots[ctx] = status.Found ? output : default;
    }

    public override bool SingleWriter(
        ref Hash128 key, ref ReadKind input, ref SpanByte src, ref SpanByte dst, ref ReadSlot output,
        ref UpsertInfo upsertInfo, WriteReason reason)
    {
        src.CopyTo(ref dst);
        return true;
    }

    public override bool ConcurrentWriter(
        ref Hash128 key, ref ReadKind input, ref SpanByte src, ref SpanByte dst, ref ReadSlot output,
        ref UpsertInfo upsertInfo)
    {
        if (dst.Length < src.Length) return false;
        var target = dst.AsSpan();
        src.AsReadOnlySpan().CopyTo(target);
        // The length stays what the log was laid out with; what the old value leaves behind is wiped.
        target[src.Length..].Clear();
        return true;
    }

    // A new tombstone has no room for a value, so nothing may be written to it.
    public override bool SingleDeleter(ref Hash128 key, ref SpanByte value, ref DeleteInfo deleteInfo) => true;

    public override bool ConcurrentDeleter(ref Hash128 key, ref SpanByte value, ref DeleteInfo deleteInfo)
    {
        value.AsSpan().Clear();
        return true;
    }

    // The address of the read is the record's; that of the metadata is wrong where a chain was followed on the disk.
    private bool Read(ReadKind kind, ref SpanByte value, ref ReadSlot slot, long address)
    {
        slot.Address = address;
        var stored = value.AsReadOnlySpan();
        slot.State = RecordLayout.TryRead(stored, out slot.Hash, out slot.Length) ? SlotState.Found : SlotState.Corrupt;
        if (slot.State == SlotState.Found && kind == ReadKind.Value)
            slot.Offset = Keep(stored.Slice(RecordLayout.HeaderBytes, slot.Length));
        return true;
    }
}

/// <summary>Keys are hashes already; their low half is the hash that FASTER's index wants.</summary>
internal sealed class HashKeyComparer : IFasterEqualityComparer<Hash128>
{
    public long GetHashCode64(ref Hash128 k) => unchecked((long)k.Low);

    public bool Equals(ref Hash128 k1, ref Hash128 k2) => k1 == k2;
}
