using System.Runtime.InteropServices;

namespace StreamEngine.Core.Keyed;

/// <summary>
/// The recent events of one key in fold order, in one array: entries grow from its front, their 64-bit identities from
/// its back, so that a look for a duplicate is one vectorised scan.
/// An entry is: varint(time − time before), varint(2 × length + 1 where a head follows), head, payload. The head is the
/// rank (low 4 bits) and the marks (high 4); it is left out where both are 0, as they are for most events.
/// </summary>
public struct EventLog
{
    private const int IdentitySize = sizeof(ulong);

    private byte[]? _bytes;
    private int _used;
    private long _origin;
    private long _lastTime;

    /// <summary>An empty log with room for so many events, about as large together as those bytes.</summary>
    public static EventLog WithRoom(int events, int bytes) => events == 0
        ? default
        : new EventLog { _bytes = Rent(bytes + (events * IdentitySize), null) };

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
        long time, byte rank, byte marks, ulong identity, ReadOnlySpan<byte> payload, LogMemory? memory) =>
        Append(time, (byte)(rank | (marks << 4)), identity, payload, memory, keepsHead: false);

    private void Append(
        long time, byte head, ulong identity, ReadOnlySpan<byte> payload, LogMemory? memory, bool keepsHead)
    {
        if (Count == 0) _origin = _lastTime = time;
        Invariant.Require(time >= _lastTime, "an event log only grows at its end");
        var hasHead = keepsHead || head != 0;
        var length = ((ulong)payload.Length * 2) + (hasHead ? 1UL : 0);
        Reserve(
            Varint.LengthOf((ulong)(time - _lastTime)) + Varint.LengthOf(length) + (hasHead ? 1 : 0) + payload.Length,
            memory);
        var at = _bytes.AsSpan(_used);
        var size = Varint.Write(at, (ulong)(time - _lastTime));
        size += Varint.Write(at[size..], length);
        if (hasHead) at[size++] = head;
        payload.CopyTo(at[size..]);
        _used += size + payload.Length;
        _lastTime = time;
        Count++;
        Identities()[0] = identity;
    }

    /// <summary>
    /// Adds an event where it belongs: after all others of its time and rank or before. Returns its index. Marks can be
    /// set afterwards.
    /// </summary>
    public int Insert(long time, byte rank, byte marks, ulong identity, ReadOnlySpan<byte> payload)
    {
        var rebuilt = new EventLog();
        var head = (byte)(rank | (marks << 4));
        var index = -1;
        foreach (var entry in this)
        {
            if (index < 0 && (entry.Time > time || (entry.Time == time && entry.Rank > rank)))
            {
                index = rebuilt.Count;
                rebuilt.Append(time, head, identity, payload, null, keepsHead: true);
            }

            rebuilt.Append(entry.Time, entry.Head, entry.Identity, entry.Payload, null, keepsHead: true);
        }

        if (index < 0)
        {
            index = rebuilt.Count;
            rebuilt.Append(time, head, identity, payload, null, keepsHead: true);
        }

        this = rebuilt;
        return index;
    }

    /// <summary>Replaces the marks of one event, in a log that something was inserted into.</summary>
    public readonly void SetMarks(int index, byte marks)
    {
        foreach (var entry in this)
        {
            if (entry.Index != index) continue;
            Invariant.Require(entry.HasHead, "marks are set where a late event was inserted");
            _bytes![entry.HeadAt] = (byte)(entry.Rank | (marks << 4));
            return;
        }
    }

    /// <summary>Forgets the events before a time.</summary>
    public void DropBefore(long time) => DropBefore(time, null);

    /// <summary>
    /// Forgets the events before a time; arrays go back to, and come from, <paramref name="memory"/>.
    /// </summary>
    internal void DropBefore(long time, LogMemory? memory)
    {
        foreach (var entry in this)
        {
            if (entry.Time < time) continue;
            DropTo(entry, memory);
            return;
        }

        if (_bytes is not null) memory?.Return(_bytes);
        this = default;
    }

    /// <summary>
    /// Makes an event the first one: its time is the origin, and what follows it stays as it is.
    /// </summary>
    private void DropTo(in Entry first, LogMemory? memory)
    {
        if (first.Index == 0) return;
        var kept = _bytes.AsSpan(first.AfterTime, _used - first.AfterTime);
        var identities = Identities()[..(Count - first.Index)];
        var rebuilt = new EventLog { _origin = first.Time, _lastTime = _lastTime, Count = identities.Length };
        rebuilt._bytes = Rent(1 + kept.Length + (identities.Length * IdentitySize), memory);
        // The first byte is the time since the origin: none.
        rebuilt._bytes[0] = 0;
        kept.CopyTo(rebuilt._bytes.AsSpan(1));
        rebuilt._used = 1 + kept.Length;
        identities.CopyTo(rebuilt.Identities());
        memory?.Return(_bytes!);
        this = rebuilt;
    }

    private static byte[] Rent(int bytes, LogMemory? memory) =>
        memory?.Rent(bytes) ?? new byte[LogMemory.SizeFor(bytes)];

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
        // One size up holds an eighth to a quarter more: an event or two of a short log, many of a long one.
        Allocate(need, memory);
    }

    private void Allocate(int bytes, LogMemory? memory)
    {
        var fresh = Rent(bytes, memory);
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
        public byte Rank => (byte)(Head & 0x0f);
        public byte Marks => (byte)(Head >> 4);
        public required ulong Identity { get; init; }
        public required ReadOnlySpan<byte> Payload { get; init; }
        internal byte Head { get; init; }
        internal bool HasHead { get; init; }
        internal int HeadAt { get; init; }

        /// <summary>Where the entry goes on behind its time.</summary>
        internal int AfterTime { get; init; }
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
            var afterTime = _at;
            var length = (int)Varint.Read(bytes, ref _at);
            var hasHead = (length & 1) != 0;
            var headAt = _at;
            if (hasHead) _at++;
            length >>= 1;
            Current = new Entry
            {
                Index = _index,
                Time = _time,
                Head = hasHead ? bytes[headAt] : (byte)0,
                HasHead = hasHead,
                AfterTime = afterTime,
                Identity = _log.Identities()[_log.Count - 1 - _index],
                Payload = bytes.Slice(_at, length),
                HeadAt = headAt,
            };
            _at += length;
            return true;
        }
    }
}
