using FASTER.core;
using StreamEngine.Core.Hashing;
using StreamEngine.Core.State;
using Session = FASTER.core.ClientSession<
    StreamEngine.Core.Hashing.Hash128, FASTER.core.SpanByte, StreamEngine.State.Store.ReadKind,
    StreamEngine.State.Store.ReadSlot, int, StreamEngine.State.Store.StoreFunctions>;

namespace StreamEngine.State.Store;

/// <summary>
/// Reads: all of a chunk are issued, then the disk reads they need are carried out together, then FASTER is asked to
/// finish them; a chain of colliding keys takes a round for each link.
/// </summary>
internal sealed class StoreReader(Session session, StoreFunctions functions, SpillDevice device)
{
    /// <summary>Reads keys from the front and returns how many; slot i has the outcome of key i.</summary>
    public async ValueTask<int> ReadAsync(ReadOnlyMemory<Hash128> keys, ReadKind kind)
    {
        functions.ClearArena();
        device.GatherReads();
        try
        {
            var issued = Issue(keys.Span, kind, out var pending);
            if (!pending) return issued;
            for (var round = 0; round < Limits.MaxReadRounds; round++)
            {
                await device.CompleteReadsAsync().ConfigureAwait(false);
                if (session.CompletePending(wait: false)) return issued;
            }
            throw new StateStoreException($"Reads are not done after {Limits.MaxReadRounds} rounds.");
        }
        finally
        {
            device.StopGathering();
        }
    }

    /// <summary>Reads hash and length of one record, from the disk if need be.</summary>
    public ReadSlot ReadHeader(Hash128 key)
    {
        if (!Read(key, ReadKind.Header, 0)) return functions.Slots[0];
        for (var round = 0; round < Limits.MaxReadRounds; round++)
        {
            if (session.CompletePending(wait: false)) return functions.Slots[0];
        }
        throw new StateStoreException($"A read is not done after {Limits.MaxReadRounds} rounds.");
    }

    private int Issue(ReadOnlySpan<Hash128> keys, ReadKind kind, out bool pending)
    {
        pending = false;
        var most = Math.Min(keys.Length, Limits.ReadChunkKeys);
        for (var i = 0; i < most; i++)
        {
            pending |= Read(keys[i], kind, i);
            if (functions.ArenaUsed >= Limits.ReadChunkBytes) return i + 1;
        }
        return most;
    }

    // True where the outcome comes later.
    private bool Read(Hash128 key, ReadKind kind, int context)
    {
        ReadSlot slot = default;
        var status = session.Read(ref key, ref kind, ref slot, context);
        if (status.IsPending) return true;
        functions.Slots[context] = status.Found ? slot : default;
        return false;
    }
}
