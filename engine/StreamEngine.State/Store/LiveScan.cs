using FASTER.core;
using StreamEngine.Core.Hashing;
using StreamEngine.Core.State;

namespace StreamEngine.State.Store;

/// <summary>Checks a record against its hash.</summary>
internal delegate void IntactCheck(Hash128 key, in ReadSlot slot, ReadOnlySpan<byte> value);

/// <summary>
/// Walks the log and keeps of each stretch the records that are live: those whose key leads to this very address. What
/// was overwritten or deleted later leads elsewhere.
/// </summary>
internal sealed class LiveScan : IDisposable
{
    private readonly StoreReader _reader;
    private readonly IFasterScanIterator<Hash128, SpanByte> _iterator;
    private readonly StoreFunctions _held = new();
    private readonly StoreFunctions _looked;
    private readonly Hash128[] _keys = new Hash128[Limits.ReadChunkKeys];
    private int _count;

    public LiveScan(FasterKV<Hash128, SpanByte> faster, StoreReader reader, StoreFunctions looked)
    {
        _reader = reader;
        _looked = looked;
        _iterator = faster.Log.Scan(faster.Log.BeginAddress, faster.Log.TailAddress);
    }

    /// <summary>Reads the next stretch of the log; false at its end.</summary>
    public async ValueTask<bool> NextAsync()
    {
        if (!Gather()) return false;
        for (var looked = 0; looked < _count;)
        {
            var done = await _reader.ReadAsync(_keys.AsMemory(looked, _count - looked), ReadKind.Header)
                .ConfigureAwait(false);
            for (var i = 0; i < done; i++)
            {
                var live = _looked.Slots[i];
                ref var held = ref _held.Slots[looked + i];
                if (live.State == SlotState.Missing || live.Address != held.Address) held.State = SlotState.Missing;
            }
            looked += done;
        }
        return true;
    }

    /// <summary>Hands out the live records of the stretch.</summary>
    public void HandOut(StateReader found, IntactCheck check)
    {
        for (var i = 0; i < _count; i++)
        {
            ref readonly var slot = ref _held.Slots[i];
            if (slot.State == SlotState.Missing) continue;
            var value = _held.ValueOf(slot);
            check(_keys[i], slot, value);
            found(_keys[i], value);
        }
    }

    public void Dispose() => _iterator.Dispose();

    private bool Gather()
    {
        _held.ClearArena();
        _count = 0;
        while (_count < _keys.Length && _held.ArenaUsed < Limits.ReadChunkBytes && _iterator.GetNext(out var info))
        {
            if (info.Tombstone) continue;
            ref var slot = ref _held.Slots[_count];
            slot = default;
            var stored = _iterator.GetValue().AsReadOnlySpan();
            slot.State = RecordLayout.TryRead(stored, out slot.Hash, out slot.Length)
                ? SlotState.Found
                : SlotState.Corrupt;
            slot.Address = _iterator.CurrentAddress;
            if (slot.State == SlotState.Found)
                slot.Offset = _held.Keep(stored.Slice(RecordLayout.HeaderBytes, slot.Length));
            _keys[_count++] = _iterator.GetKey();
        }
        return _count > 0;
    }
}
