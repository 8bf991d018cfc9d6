using StreamEngine.Core;
using StreamEngine.Core.Log;

namespace StreamEngine.Runtime.Inputs;

/// <summary>
/// The records of one input of one task, in offset order: those that wait to be processed, and those whose fate is not
/// known yet, because their original bytes are needed should they be refused, and because a restore has to begin with
/// them.
/// </summary>
internal sealed class InputQueue(LogPartition partition)
{
    private readonly List<Chunk> _chunks = [];
    private readonly Stack<Chunk> _spare = new();
    private int _chunk;
    private int _index;

    /// <summary>The offset after the last record that was processed.</summary>
    public long Position { get; private set; }

    /// <summary>The offset after the last record that was fetched.</summary>
    public long Fetched { get; private set; }

    /// <summary>How many records wait to be processed, and their bytes.</summary>
    public int Queued { get; private set; }
    public long QueuedBytes { get; private set; }

    /// <summary>
    /// The offset from which on a restore has to read: of the oldest record without a fate, else the position.
    /// </summary>
    public long OldestWaiting
    {
        get
        {
            foreach (var chunk in _chunks)
                if (chunk.FirstOpen() is var first and >= 0 && chunk.Records[first].Offset < Position)
                    return chunk.Records[first].Offset;
            return Position;
        }
    }

    /// <summary>Forgets everything and goes on at that offset.</summary>
    public void Reset(long position)
    {
        foreach (var chunk in _chunks) Recycle(chunk);
        _chunks.Clear();
        _chunk = _index = 0;
        Queued = 0;
        QueuedBytes = 0;
        Position = Fetched = position;
    }

    /// <summary>Everything before that offset was processed: markers and aborted records lie before it, too.</summary>
    public void SkipTo(long position)
    {
        Position = Math.Max(Position, position);
        Fetched = Math.Max(Fetched, position);
    }

    /// <summary>Takes over the records of a batch that were not fetched before.</summary>
    public int Add(LogBatch batch)
    {
        var added = 0;
        for (var index = 0; index < batch.Count; index++)
        {
            ref readonly var record = ref batch[index];
            if (record.Offset < Fetched) continue;
            Tail().Add(batch, record);
            Fetched = record.Offset + 1;
            QueuedBytes += BytesOf(record);
            added++;
        }

        Queued += added;
        return added;
    }

    /// <summary>The next record to process; false where there is none.</summary>
    public bool TryPeek(out LogBatch records, out int index)
    {
        while (_chunk < _chunks.Count)
        {
            records = _chunks[_chunk].Records;
            index = _index;
            if (_index < records.Count) return true;
            if (_chunk == _chunks.Count - 1) break;
            _chunk++;
            _index = 0;
        }

        (records, index) = (null!, -1);
        return false;
    }

    /// <summary>The record that was peeked at is being processed.</summary>
    public void MoveOn()
    {
        ref readonly var record = ref _chunks[_chunk].Records[_index++];
        Position = record.Offset + 1;
        Queued--;
        QueuedBytes -= BytesOf(record);
    }

    /// <summary>The fate of a record is known. Its bytes stay until <see cref="Release"/>.</summary>
    public void Settle(long offset)
    {
        var chunk = ChunkOf(offset);
        Invariant.Require(chunk is not null && chunk.Settle(offset), "each record meets its fate once");
    }

    /// <summary>The original of a record whose fate is not known yet, or was told a moment ago.</summary>
    public (LogBatch Records, int Index) Find(long offset)
    {
        var chunk = ChunkOf(offset);
        var index = chunk?.IndexOf(offset) ?? -1;
        Invariant.Require(index >= 0, "a record is kept until its fate is known");
        return (chunk!.Records, index);
    }

    /// <summary>Lets go of the chunks at the front of which every record was processed and has its fate.</summary>
    public void Release()
    {
        while (_chunk > 0 && _chunks[0].Open == 0)
        {
            Recycle(_chunks[0]);
            _chunks.RemoveAt(0);
            _chunk--;
        }

        if (_chunks.Count == 1 && _chunk == 0 && _index == _chunks[0].Records.Count && _chunks[0].Open == 0)
        {
            _chunks[0].Clear();
            _index = 0;
        }
    }

    private static int BytesOf(in LogRecord record) =>
        Math.Max(record.KeyLength, 0) + Math.Max(record.ValueLength, 0) + record.HeadersLength;

    private Chunk Tail()
    {
        if (_chunks.Count > 0 && !_chunks[^1].IsFull) return _chunks[^1];
        _chunks.Add(_spare.TryPop(out var spare) ? spare : new Chunk(partition));
        return _chunks[^1];
    }

    private void Recycle(Chunk chunk)
    {
        chunk.Clear();
        if (_spare.Count < Limits.SpareChunks) _spare.Push(chunk);
    }

    private Chunk? ChunkOf(long offset)
    {
        // Fates come nearly in offset order, so the chunk is among the first.
        foreach (var chunk in _chunks)
            if (chunk.Records.Count > 0 && offset <= chunk.LastOffset) return chunk;
        return null;
    }

    private sealed class Chunk(LogPartition partition)
    {
        private readonly bool[] _settled = new bool[Limits.ChunkRecords];
        private int _firstOpen;

        public LogBatch Records { get; } = new() { Partition = partition };

        public int Open { get; private set; }

        public bool IsFull => Records.Count == Limits.ChunkRecords || Records.Bytes >= Limits.ChunkBytes;

        public long LastOffset => Records[Records.Count - 1].Offset;

        public void Add(LogBatch from, in LogRecord record)
        {
            var nulls = (record.IsKeyNull ? NullParts.Key : NullParts.None)
                | (record.IsValueNull ? NullParts.Value : NullParts.None);
            Records.Add(record.Offset, record.Timestamp, record.TimestampKind, from.Key(record),
                from.Value(record), nulls,
                from.Headers(record).Block);
            Open++;
        }

        public int FirstOpen()
        {
            while (_firstOpen < Records.Count && _settled[_firstOpen]) _firstOpen++;
            return _firstOpen < Records.Count ? _firstOpen : -1;
        }

        public bool Settle(long offset)
        {
            var index = IndexOf(offset);
            if (index < 0 || _settled[index]) return false;
            _settled[index] = true;
            Open--;
            return true;
        }

        public int IndexOf(long offset)
        {
            var (low, high) = (0, Records.Count - 1);
            // Without gaps the place follows from the offset.
            var guess = offset - Records[0].Offset;
            if (guess >= 0 && guess <= high && Records[(int)guess].Offset == offset) return (int)guess;
            while (low <= high)
            {
                var middle = (low + high) >>> 1;
                var found = Records[middle].Offset;
                if (found == offset) return middle;
                if (found < offset) low = middle + 1;
                else high = middle - 1;
            }

            return -1;
        }

        public void Clear()
        {
            Records.Clear();
            Array.Clear(_settled);
            _firstOpen = 0;
            Open = 0;
        }
    }
}
