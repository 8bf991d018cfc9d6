using StreamEngine.Core.Hashing;
using StreamEngine.Core.State;
using StreamEngine.Core.Tasks;
using StreamEngine.Core.Time;

namespace StreamEngine.Core.Keyed.Residency;

/// <summary>
/// The states of a process as records: what changed is handed over, what was handed over is read again; and where
/// there is a store, only keys at work are objects, all others are bytes in it. Nothing that comes out depends on
/// which are where.
/// </summary>
/// <remarks>
/// A key is outside memory either as a record that changed since the last hand-over (kept here, because it has to be
/// handed over) or in the store. See docs/adr/0021.
/// </remarks>
public sealed partial class KeyedRecords<TState, TEvent> : IStateElsewhere
    where TState : KeyedState
    where TEvent : class, IKeyedEvent
{
    private const int TypicalRecordBytes = 300;

    private readonly KeyedProcess<TState, TEvent> _process;
    private readonly IKeyedCodec<TState> _codec;
    private readonly IStateStore? _store;
    private readonly long _memoryLimitBytes;
    private readonly RecordWriter _writer = new();
    private readonly RecordWriter _check = new();
    private long _recordBytes = TypicalRecordBytes;

    /// <summary>
    /// Records of keys outside memory that changed since the last hand-over, with their keys in front.
    /// </summary>
    private readonly Dictionary<Hash128, byte[]> _unhanded = [];
    private long _unhandedBytes;

    /// <summary>
    /// Records that do not go to the store, until everything is loaded: what one means may depend on what the task
    /// keeps as a whole, and that may come later.
    /// </summary>
    private readonly Dictionary<Hash128, (byte[] Key, byte[] Record)> _loaded = [];

    /// <param name="process">Whose states they are.</param>
    /// <param name="codec">Writes and reads them.</param>
    /// <param name="store">Where keys outside memory are; null where all stay in it.</param>
    /// <param name="memoryLimitBytes">About how much memory the objects may take; no limit without a store.</param>
    public KeyedRecords(
        KeyedProcess<TState, TEvent> process, IKeyedCodec<TState> codec, IStateStore? store, long memoryLimitBytes)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(memoryLimitBytes);
        (_process, _codec, _store, _memoryLimitBytes) = (process, codec, store, memoryLimitBytes);
        if (store is not null) process.Elsewhere = this;
    }

    /// <summary>About how many bytes <see cref="TakeChanges"/> would hand over.</summary>
    public long ChangedBytes => _unhandedBytes + (_process.Changed.Count * _recordBytes);

    /// <summary>How many keys are where, and what they take.</summary>
    public StateSize Size => new(
        _process.Load.Keys + _loaded.Count, (_store?.Count ?? 0) + _unhanded.Count, ResidentBytes + UnhandedMemory,
        (_store?.Size.Memory ?? 0) + _due.Bytes, _store?.Size.Disk ?? 0);

    /// <summary>
    /// Hands over each record that changed since the last call, by ascending hash of its key; an empty one for a key
    /// that expired.
    /// </summary>
    public void TakeChanges(StateRecordHandler changed)
    {
        ArgumentNullException.ThrowIfNull(changed);
        var all = new List<Change>(_process.Changed.Count + _unhanded.Count + _process.Gone.Count);
        foreach (var state in _process.Changed)
            if (state.Marks.HasFlag(StateMarks.Changed)) all.Add(new Change(state.Id, state, null, null));
        foreach (var (id, record) in _unhanded) all.Add(new Change(id, null, record, null));
        foreach (var (id, key) in _process.Gone)
            if (!_unhanded.ContainsKey(id) && !HasChanged(id)) all.Add(new Change(id, null, null, key));
        all.Sort(static (a, b) => a.Id.CompareTo(b.Id));
        long bytes = 0;
        var before = default(Hash128?);
        foreach (var change in all)
        {
            if (change.Id == before) continue;
            before = change.Id;
            bytes += HandOver(change, changed);
        }

        if (all.Count > 0) _recordBytes = Math.Max(1, bytes / all.Count);
        _process.Changed.Clear();
        _process.Gone.Clear();
        _unhanded.Clear();
        _unhandedBytes = 0;
    }

    /// <summary>Takes in a record that was handed over; the last one of a key counts.</summary>
    /// <exception cref="StateFormatException">The bytes are no state of a known version.</exception>
    public void Load(ReadOnlySpan<byte> key, ReadOnlySpan<byte> record)
    {
        var id = Hash128.Of(key);
        _loaded.Remove(id);
        if (_process.InMemory(id) is { } former) _process.Evict(former);
        if (record.IsEmpty)
        {
            _store?.Delete(id);
            return;
        }

        var due = _codec.DueOf(record);
        var withKey = WithKey(key, record);
        if (_store is null || withKey.Length > _store.MaxValueBytes)
        {
            // A former one may be stored.
            _store?.Delete(id);
            _loaded.Add(id, (key.ToArray(), record.ToArray()));
            return;
        }

        _due.Add(due, id);
        _store.Upsert(id, withKey);
    }

    /// <summary>Ends loading: every event and timer before that position is part of what was loaded.</summary>
    /// <exception cref="StateFormatException">What was loaded is no state of a known version.</exception>
    public void Resume(long position)
    {
        foreach (var (id, (key, record)) in _loaded.OrderBy(static loaded => loaded.Key))
        {
            var state = Read(id, key, record);
            if (_store is not null) state.Marks = StateMarks.Unstored;
            _process.Adopt(state);
        }

        _loaded.Clear();
        _process.ForgetEvicted();
        _process.ResumeAt(position);
        CompactWhenStale();
    }

    /// <summary>The record of a state in memory, as it would be handed over.</summary>
    public ReadOnlySpan<byte> Write(TState state)
    {
        ArgumentNullException.ThrowIfNull(state);
        _writer.Clear();
        _codec.Write(state, _process.DueOf(state), _writer);
        return _writer.Written;
    }

    private bool HasChanged(Hash128 id) =>
        _process.InMemory(id) is { } state && state.Marks.HasFlag(StateMarks.Changed);

    private long HandOver(in Change change, StateRecordHandler changed)
    {
        if (change.State is { } state)
        {
            changed(state.Key, Write(state));
            state.Marks &= ~StateMarks.Changed;
            return _writer.Written.Length;
        }

        if (change.Record is not { } withKey)
        {
            changed(change.Key, []);
            return 0;
        }

        SplitKey(withKey, out var key, out var record);
        changed(key, record);
        _store!.Upsert(change.Id, withKey);
        return record.Length;
    }

    /// <summary>
    /// Reads a record and writes it again: what does not come out as it went in is damaged, or was written by a program
    /// that this one does not understand.
    /// </summary>
    private TState Read(Hash128 id, byte[] key, ReadOnlySpan<byte> record)
    {
        TState state;
        _check.Clear();
        try
        {
            state = _codec.Read(id, key, record);
            _codec.Write(state, _codec.DueOf(record), _check);
        }
        catch (Exception damage) when (damage is ArithmeticException or ArgumentException)
        {
            throw new StateFormatException("a record of state holds what cannot be", damage);
        }

        if (_check.Written[0] == record[0] && !_check.Written.SequenceEqual(record))
            throw new StateFormatException("a record of state is not as it would be written");
        return state;
    }

    private ReadOnlySpan<byte> WithKey(ReadOnlySpan<byte> key, ReadOnlySpan<byte> record)
    {
        _check.Clear();
        _check.Number(key.Length);
        _check.Raw(key);
        _check.Raw(record);
        return _check.Written;
    }

    private static void SplitKey(
        ReadOnlySpan<byte> withKey, out ReadOnlySpan<byte> key, out ReadOnlySpan<byte> record)
    {
        var at = 0;
        var length = Varint.Read(withKey, ref at);
        if (length > (ulong)(withKey.Length - at)) throw new StateFormatException("the key of a record is cut off");
        key = withKey.Slice(at, (int)length);
        record = withKey[(at + (int)length)..];
    }

    /// <summary>One change: a state in memory, a record outside it, or a key that is no more.</summary>
    private readonly record struct Change(Hash128 Id, TState? State, byte[]? Record, byte[]? Key);
}
