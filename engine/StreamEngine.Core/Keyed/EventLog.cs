using System.Runtime.InteropServices;

namespace StreamEngine.Core.Keyed;

/// <summary>
/// The recent events of one key in fold order, in one array: entries grow from its front, their 64-bit identities from
/// its back, so that a look for a duplicate is one vectorised scan.
/// An entry is: varint(time − time before), rank (low 4 bits) and marks (high 4), varint(length), payload.
/// </summary>
public struct EventLog
{
    private const int IdentitySize = sizeof(ulong);

    private byte[]? _bytes;
    private int _used;
    private long _origin;
    private long _lastTime;

    /// <summary>How many events the log holds.</summary>
    public int Count { get; private set; }

    /// <summary>The time of the oldest event; meaningless when empty.</summary>
    public readonly long FirstTime => _origin;

    /// <summary>The time of the newest event; meaningless when empty.</summary>
    public readonly long LastTime => _lastTime;

    /// <summary>Bytes of memory in use.</summary>
    public readonly int Capacity => _bytes?.Length ?? 0;

    /// <summary>Adds an event that comes after all others.</summary>
    public void Append(long time, byte rank, byte marks, ulong identity, ReadOnlySpan<byte> payload) =>
        Append(time, rank, marks, identity, payload, null);

    /// <summary>Adds an event that comes after all others, with arrays from <paramref name="memory"/>.</summary>
    internal void Append(
        long time, byte rank, byte marks, ulong identity, ReadOnlySpan<byte> payload, LogMemory? memory)
    {
        if (Count == 0) _origin = _lastTime = time;
        Invariant.Require(time >= _lastTime, "an event log only grows at its end");
        Reserve(payload.Length + (Varint.MaxLength * 2) + 1, memory);
        var at = _bytes.AsSpan(_used);
        var size = Varint.Write(at, (ulong)(time - _lastTime));
        at[size++] = (byte)(rank | (marks << 4));
        size += Varint.Write(at[size..], (ulong)payload.Length);
        payload.CopyTo(at[size..]);
        _used += size + payload.Length;
        _lastTime = time;
        Count++;
        Identities()[0] = identity;
    }

    /// <summary>
    /// Adds an event where it belongs: after all others of its time and rank or before. Returns its index.
    /// </summary>
    public int Insert(long time, byte rank, byte marks, ulong identity, ReadOnlySpan<byte> payload)
    {
        var rebuilt = new EventLog();
        var index = -1;
        foreach (var entry in this)
        {
            if (index < 0 && (entry.Time > time || (entry.Time == time && entry.Rank > rank)))
            {
                index = rebuilt.Count;
                rebuilt.Append(time, rank, marks, identity, payload);
            }

            rebuilt.Append(entry.Time, entry.Rank, entry.Marks, entry.Identity, entry.Payload);
        }

        if (index < 0)
        {
            index = rebuilt.Count;
            rebuilt.Append(time, rank, marks, identity, payload);
        }

        this = rebuilt;
        return index;
    }

    /// <summary>Replaces the marks of one event.</summary>
    public readonly void SetMarks(int index, byte marks)
    {
        foreach (var entry in this)
            if (entry.Index == index)
            {
                _bytes![entry.HeadAt] = (byte)(entry.Rank | (marks << 4));
                return;
            }
    }

    /// <summary>Forgets the oldest events.</summary>
    public void DropFirst(int count) => DropFirst(count, null);

    /// <summary>Forgets the oldest events; arrays go back to, and come from, <paramref name="memory"/>.</summary>
    internal void DropFirst(int count, LogMemory? memory)
    {
        var rebuilt = new EventLog();
        foreach (var entry in this)
        {
            if (entry.Index < count) continue;
            if (rebuilt.Count == 0) rebuilt.Allocate(_used + (Count * IdentitySize), memory);
            rebuilt.Append(entry.Time, entry.Rank, entry.Marks, entry.Identity, entry.Payload, memory);
        }

        rebuilt.Shrink(memory);
        if (_bytes is not null) memory?.Return(_bytes);
        this = rebuilt;
    }

    /// <summary>True where an event of that identity lies at most <paramref name="windowMs"/> from that time.</summary>
    public readonly bool Contains(ulong identity, long time, long windowMs)
    {
        if (Count == 0 || Identities().IndexOf(identity) < 0) return false;
        foreach (var entry in this)
            if (entry.Identity == identity && Math.Abs(entry.Time - time) <= windowMs) return true;
        return false;
    }

    /// <summary>The time of the event at that index.</summary>
    public readonly long TimeAt(int index)
    {
        foreach (var entry in this)
            if (entry.Index == index) return entry.Time;
        throw new ArgumentOutOfRangeException(nameof(index));
    }

    /// <summary>Walks the events from the oldest to the newest; the log must not change meanwhile.</summary>
    public readonly Enumerator GetEnumerator() => new(this);

    private readonly Span<ulong> Identities() =>
        MemoryMarshal.Cast<byte, ulong>(_bytes.AsSpan(_bytes!.Length - (Count * IdentitySize)));

    private void Reserve(int more, LogMemory? memory)
    {
        var need = _used + more + ((Count + 1) * IdentitySize);
        if (_bytes is not null && need <= _bytes.Length) return;
        // One size up holds half as much again, or a third: what grows with every event is copied a few times at most.
        Allocate(need, memory);
    }

    /// <summary>Gives back what is more than half empty after many events were dropped.</summary>
    private void Shrink(LogMemory? memory)
    {
        var need = _used + (Count * IdentitySize);
        if (_bytes is not null && LogMemory.SizeFor(need) * 2 <= _bytes.Length) Allocate(need, memory);
    }

    private void Allocate(int bytes, LogMemory? memory)
    {
        var fresh = memory?.Rent(bytes) ?? new byte[LogMemory.SizeFor(bytes)];
        if (_bytes is { } former)
        {
            former.AsSpan(0, _used).CopyTo(fresh);
            var identities = Count * IdentitySize;
            former.AsSpan(former.Length - identities).CopyTo(fresh.AsSpan(fresh.Length - identities));
            memory?.Return(former);
        }

        _bytes = fresh;
    }

    /// <summary>One event of the log.</summary>
    public readonly ref struct Entry
    {
        public required int Index { get; init; }
        public required long Time { get; init; }
        public required byte Rank { get; init; }
        public required byte Marks { get; init; }
        public required ulong Identity { get; init; }
        public required ReadOnlySpan<byte> Payload { get; init; }
        internal int HeadAt { get; init; }
    }

    /// <summary>Walks a log.</summary>
    public ref struct Enumerator
    {
        private readonly EventLog _log;
        private int _at;
        private int _index;
        private long _time;

        internal Enumerator(EventLog log)
        {
            _log = log;
            _index = -1;
            _time = log._origin;
        }

        public Entry Current { get; private set; }

        public bool MoveNext()
        {
            if (++_index >= _log.Count) return false;
            var bytes = _log._bytes.AsSpan(0, _log._used);
            _time += (long)Varint.Read(bytes, ref _at);
            var headAt = _at++;
            var length = (int)Varint.Read(bytes, ref _at);
            Current = new Entry
            {
                Index = _index,
                Time = _time,
                Rank = (byte)(bytes[headAt] & 0x0f),
                Marks = (byte)(bytes[headAt] >> 4),
                Identity = _log.Identities()[_log.Count - 1 - _index],
                Payload = bytes.Slice(_at, length),
                HeadAt = headAt,
            };
            _at += length;
            return true;
        }
    }
}
