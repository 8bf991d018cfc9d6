using System.Runtime.CompilerServices;

namespace StreamEngine.Connectors.Files.Sorting;

/// <summary>Entries in memory, up to a number of bytes: values in chunks, keys in one array that is sorted.</summary>
internal sealed class SortBuffer
{
    private const int MinEntries = 64;

    private static readonly int EntryBytes = Unsafe.SizeOf<Entry>();

    private readonly long _budgetBytes;
    private readonly int _chunkBytes;
    private readonly List<byte[]> _chunks = [];
    private Entry[] _entries = new Entry[MinEntries];
    private long _chunksBytes;
    private int _chunk;
    private int _used;
    private bool _isSorted = true;

    public SortBuffer(long budgetBytes)
    {
        _budgetBytes = budgetBytes;
        _chunkBytes = (int)Math.Clamp(budgetBytes / 16, 4 * 1024, 1 << 20);
    }

    /// <summary>How many entries it holds.</summary>
    public int Count { get; private set; }

    /// <summary>Copies an entry in; false: that would exceed the budget. An empty buffer takes any entry.</summary>
    public bool TryAdd(in SortKey key, ReadOnlySpan<byte> value)
    {
        if (Count == _entries.Length && !TryGrow()) return false;
        if (!TryReserve(value.Length)) return false;
        value.CopyTo(_chunks[_chunk].AsSpan(_used));
        _isSorted &= Count == 0 || _entries[Count - 1].Key.CompareTo(key) < 0;
        _entries[Count++] = new Entry(key, _chunk, _used, value.Length);
        _used += value.Length;
        return true;
    }

    /// <summary>Sorts what it holds, to be read as a run until the buffer is cleared.</summary>
    public ISortedRun Sort()
    {
        // Histories mostly stand in order already.
        if (!_isSorted) _entries.AsSpan(0, Count).Sort(default(ByKey));
        _isSorted = true;
        return new Run(this);
    }

    /// <summary>Empties it and keeps its memory, but for chunks made for one large value.</summary>
    public void Clear()
    {
        Count = 0;
        _used = 0;
        _chunk = 0;
        _isSorted = true;
        _chunks.RemoveAll(chunk => chunk.Length != _chunkBytes);
        _chunksBytes = (long)_chunks.Count * _chunkBytes;
    }

    private bool TryGrow()
    {
        // While it grows, the old and the new array are both there.
        var growing = (long)_entries.Length * EntryBytes * 3;
        if (Count >= MinEntries && growing + _chunksBytes > _budgetBytes) return false;
        Array.Resize(ref _entries, _entries.Length * 2);
        return true;
    }

    private bool TryReserve(int length)
    {
        if (_chunk < _chunks.Count && _used + length <= _chunks[_chunk].Length) return true;
        var next = _chunks.Count == 0 ? 0 : _chunk + 1;
        if (next < _chunks.Count && length <= _chunks[next].Length)
        {
            _chunk = next;
            _used = 0;
            return true;
        }
        var size = Math.Max(length, _chunkBytes);
        if (Count > 0 && _chunksBytes + size + ((long)_entries.Length * EntryBytes) > _budgetBytes) return false;
        _chunks.Insert(next, new byte[size]);
        _chunksBytes += size;
        _chunk = next;
        _used = 0;
        return true;
    }

    private readonly record struct Entry(SortKey Key, int Chunk, int Start, int Length);

    private readonly struct ByKey : IComparer<Entry>
    {
        public int Compare(Entry x, Entry y) => x.Key.CompareTo(y.Key);
    }

    private sealed class Run(SortBuffer buffer) : ISortedRun
    {
        private int _at = -1;

        public SortKey Key => buffer._entries[_at].Key;

        public ReadOnlySpan<byte> Value
        {
            get
            {
                ref readonly var entry = ref buffer._entries[_at];
                return buffer._chunks[entry.Chunk].AsSpan(entry.Start, entry.Length);
            }
        }

        public bool Read() => ++_at < buffer.Count;

        public void Dispose()
        {
        }
    }
}
