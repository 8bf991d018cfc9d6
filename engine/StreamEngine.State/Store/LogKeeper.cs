using FASTER.core;
using StreamEngine.Core.Hashing;
using Session = FASTER.core.ClientSession<
    StreamEngine.Core.Hashing.Hash128, FASTER.core.SpanByte, StreamEngine.State.Store.ReadKind,
    StreamEngine.State.Store.ReadSlot, int, StreamEngine.State.Store.StoreFunctions>;

namespace StreamEngine.State.Store;

/// <summary>
/// Keeps the log from growing without bound. When it holds more than the memory's share, the live records and the
/// allowed garbage together, its oldest pages are compacted: what is live is appended again, the rest is gone. The
/// trigger is the volume appended, so it comes at the same place in every run, and each page appended pays for
/// <see cref="Limits.CompactedPagesAPage"/> pages at most.
/// </summary>
internal sealed class LogKeeper
{
    private readonly FasterKV<Hash128, SpanByte> _faster;
    private readonly Session _session;
    private readonly SpillDevice _device;
    private readonly StoreMemory _memory;
    private readonly int _garbagePercent;
    private long _liveBytes;
    private long _checkedTail;

    public LogKeeper(
        FasterKV<Hash128, SpanByte> faster, Session session, SpillDevice device, StoreMemory memory, int garbagePercent)
    {
        _faster = faster;
        _session = session;
        _device = device;
        _memory = memory;
        _garbagePercent = garbagePercent;
        _checkedTail = faster.Log.TailAddress;
    }

    /// <summary>Bytes that the log may have before it is compacted.</summary>
    public long AllowedBytes => _memory.LogBytes + _liveBytes + (_liveBytes / 100 * _garbagePercent);

    /// <summary>Bytes of the log now.</summary>
    public long LogBytes => _faster.Log.TailAddress - _faster.Log.BeginAddress;

    public void Appended(int recordBytes) => _liveBytes += recordBytes;

    public void Dropped(int recordBytes) => _liveBytes -= recordBytes;

    /// <summary>Compacts what is due.</summary>
    public void Maintain()
    {
        if (_faster.Log.TailAddress - _checkedTail < _memory.PageBytes) return;
        for (var page = 0; page < Limits.CompactedPagesAPage && LogBytes > AllowedBytes; page++)
        {
            if (_device.Failure is not null || !CompactPage()) break;
        }
        _device.RemoveBelow(_faster.Log.BeginAddress);
        _checkedTail = _faster.Log.TailAddress;
    }

    // Only what has left memory is compacted: it is scanned from a copy, so appending cannot evict it under the scan.
    private bool CompactPage()
    {
        var begin = _faster.Log.BeginAddress;
        var until = (begin / _memory.PageBytes * _memory.PageBytes) + _memory.PageBytes;
        if (until > _faster.Log.HeadAddress) return false;
        _ = _session.Compact(until, CompactionType.Lookup);
        return _faster.Log.BeginAddress > begin;
    }
}
