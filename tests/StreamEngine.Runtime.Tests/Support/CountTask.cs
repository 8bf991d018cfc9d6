using System.Buffers.Binary;
using System.Text;
using StreamEngine.Core.Inputs;
using StreamEngine.Core.Tasks;
using StreamEngine.Core.Time;

namespace StreamEngine.Runtime.Tests.Support;

/// <summary>
/// A small pipeline with everything that a runtime has to keep right: order by event time, timers, state by key, the
/// wall clock. It counts the events of a key until it was silent for a gap. Values are 8 bytes of event time and 8 of
/// an id. The gap is its policy; a session is closed by the gap in force at its last event.
/// </summary>
internal sealed class CountTask(long gapMs, int logicVersion = 1, bool isWrong = false, string basis = "")
    : ITaskPipeline, ITaskState, ITaskPolicies
{
    public const int Closed = 0, Seen = 1, Clocks = 2;

    private readonly SortedDictionary<(long Time, byte Input, long Position), (string Key, long Id)> _waiting = [];
    private readonly SortedDictionary<string, Session> _sessions = new(StringComparer.Ordinal);
    private readonly SortedSet<string> _changed = new(StringComparer.Ordinal);
    private readonly GapHistory _gaps = new(gapMs, basis);
    private long _position = EventTime.Min;
    private long _wallClock = EventTime.Min;

    public OutputBatch Outputs { get; } = new();

    public ITaskState State => this;

    public RecordFateHandler? Fate { get; set; }

    public int LogicVersion => logicVersion;

    public long ChangedBytes => (_changed.Count + _gaps.Unsaved) * 40;

    public StateSize Size => new(_sessions.Count, 0, _sessions.Count * 40, 0, 0);

    public long NextDue => _sessions.Count == 0 ? EventTime.Max : _sessions.Values.Min(static s => s.Due);

    public long NextWaiting => _waiting.Count == 0 ? EventTime.Max : _waiting.First().Key.Time;

    public PolicyInForce? InForce => _gaps.InForce;

    public bool IsInForce(ReadOnlyMemory<byte> document) => _gaps.IsInForce(document);

    public void Adopt(ReadOnlyMemory<byte> document) => _gaps.Adopt(document, _position);

    public static byte[] Value(long time, long id)
    {
        var value = new byte[16];
        BinaryPrimitives.WriteInt64LittleEndian(value, time);
        BinaryPrimitives.WriteInt64LittleEndian(value.AsSpan(8), id);
        return value;
    }

    public long? Take(RecordBatch batch, in InputRecord record, long watermark)
    {
        if (record.Heartbeat is { } heartbeat)
        {
            Tell(record, FateKind.Filtered, null, "heartbeat", batch.Value(record));
            return heartbeat;
        }

        var value = batch.Value(record);
        if (value.Length != 16)
        {
            Tell(record, FateKind.DeadLettered, "decode", "malformed", value);
            return null;
        }

        var time = BinaryPrimitives.ReadInt64LittleEndian(value);
        if (time < watermark)
        {
            Tell(record, FateKind.Late, null, "late", value);
            return null;
        }

        Wait(batch, record);
        return time;
    }

    public bool Retake(RecordBatch batch, in InputRecord record)
    {
        var value = batch.Value(record);
        if (value.Length != 16 || BinaryPrimitives.ReadInt64LittleEndian(value) < _position) return false;
        Wait(batch, record);
        return true;
    }

    public void AdvanceTo(long watermark)
    {
        if (watermark <= _position) return;
        while (true)
        {
            var (event_, due) = (NextWaiting, NextDue);
            if (Math.Min(event_, due) >= watermark) break;
            if (due < event_) Close(due);
            else Fold();
        }

        _position = watermark;
    }

    public void Tick(long now) => _wallClock = now;

    public void TakeChanges(StateRecordHandler changed)
    {
        _gaps.TakeChanges(changed);
        var value = new byte[32];
        foreach (var key in _changed)
        {
            if (!_sessions.TryGetValue(key, out var session))
            {
                changed(Encoding.UTF8.GetBytes(key), default);
                continue;
            }

            BinaryPrimitives.WriteInt64LittleEndian(value, session.Start);
            BinaryPrimitives.WriteInt64LittleEndian(value.AsSpan(8), session.Due);
            BinaryPrimitives.WriteInt64LittleEndian(value.AsSpan(16), session.Count);
            BinaryPrimitives.WriteInt64LittleEndian(value.AsSpan(24), session.Sum);
            changed(Encoding.UTF8.GetBytes(key), value);
        }

        _changed.Clear();
    }

    public void Load(ReadOnlySpan<byte> key, ReadOnlySpan<byte> value)
    {
        if (_gaps.Load(key, value)) return;
        var name = Encoding.UTF8.GetString(key);
        if (value.IsEmpty) _sessions.Remove(name);
        else _sessions[name] = new Session
        {
            Start = BinaryPrimitives.ReadInt64LittleEndian(value),
            Due = BinaryPrimitives.ReadInt64LittleEndian(value[8..]),
            Count = BinaryPrimitives.ReadInt64LittleEndian(value[16..]),
            Sum = BinaryPrimitives.ReadInt64LittleEndian(value[24..]),
        };
    }

    public void Resume(long position)
    {
        _gaps.RequireBasis();
        _position = position;
    }

    /// <summary>Allows one due timer at a time, as a state would that cannot bring more into memory at once.</summary>
    public ValueTask<long> MakeResidentAsync(RecordBatch batch, int from, int count, long watermark)
    {
        var due = NextDue;
        return ValueTask.FromResult(due < watermark && due != EventTime.Max ? due + 1 : watermark);
    }

    public void Shrink() { }

    public void Dispose() { }

    private void Wait(RecordBatch batch, in InputRecord record)
    {
        var value = batch.Value(record);
        _waiting.Add((BinaryPrimitives.ReadInt64LittleEndian(value), record.Input, record.Position),
            (Encoding.UTF8.GetString(batch.Key(record)), BinaryPrimitives.ReadInt64LittleEndian(value[8..])));
    }

    private void Fold()
    {
        var (at, (key, id)) = _waiting.First();
        _waiting.Remove(at);
        if (!_sessions.TryGetValue(key, out var session)) _sessions.Add(key, session = new Session { Start = at.Time });
        session.Due = at.Time + _gaps.At(at.Time);
        session.Count++;
        session.Sum += isWrong ? id + 1 : id;
        _changed.Add(key);
        Publish(Seen, key, $"{id}");
        Fate!(new RecordFate(at.Input, 0, at.Position, 1, FateKind.Processed), default);
    }

    private void Close(long due)
    {
        var (key, session) = _sessions.First(s => s.Value.Due == due);
        _sessions.Remove(key);
        _changed.Add(key);
        Publish(Closed, key, $"{key}|{session.Start}|{session.Count}|{session.Sum}");
        Publish(Clocks, key, $"{_wallClock}");
    }

    private void Publish(int stream, string key, string value)
    {
        Outputs.Begin(Encoding.UTF8.GetBytes(key));
        var bytes = Encoding.UTF8.GetBytes(value);
        bytes.CopyTo(Outputs.Writer.GetSpan(bytes.Length));
        Outputs.Writer.Advance(bytes.Length);
        Outputs.End(stream);
    }

    private void Tell(in InputRecord record, FateKind kind, string? stage, string reason, ReadOnlySpan<byte> value) =>
        Fate!(new RecordFate(record.Input, 0, record.Position, 1, kind, stage, reason), value);

    private sealed class Session
    {
        public long Start { get; init; }

        public long Due { get; set; }

        public long Count { get; set; }

        public long Sum { get; set; }
    }
}
