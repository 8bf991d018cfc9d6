using StreamEngine.Core.Log;

namespace StreamEngine.Simulation;

/// <summary>A member of a simulated group.</summary>
internal sealed class SimulatedConsumer : ILogConsumer
{
    private const long PollStepMs = 5;

    private readonly SimulatedLogClient _client;
    private readonly SimulatedGroup _group;
    private readonly SortedDictionary<LogPartition, Cursor> _cursors = [];
    private GroupEvent? _event;
    private long _events;

    public SimulatedConsumer(SimulatedLogClient client, SimulatedGroup group, IReadOnlyList<string> topics)
    {
        (_client, _group, Topics) = (client, group, topics);
        group.Join(this);
    }

    public IReadOnlyList<string> Topics { get; }

    public string Instance => _client.Instance;

    public int Epoch { get; set; }

    /// <summary>Set by the group: what it owned may belong to others already.</summary>
    public bool WasExpelled { get; set; }

    public IEnumerable<LogPartition> Owned => _cursors.Keys;

    public async ValueTask<PollResult> PollAsync(PolledRecords into, int maxRecords, TimeSpan wait)
    {
        into.Clear();
        if (_event is not null) throw new InvalidOperationException("An event is not acknowledged yet.");
        await _client.EnterAsync(LogPoint.Poll).ConfigureAwait(false);
        var deadline = _client.World.Now + (long)wait.TotalMilliseconds;
        while (true)
        {
            if (NextEvent() is { } groupEvent)
            {
                _event = groupEvent;
                _events++;
                return new PollResult { Event = groupEvent };
            }

            Deliver(into, maxRecords);
            if (into.Count > 0 || into.Ends.Count > 0 || _client.World.Now >= deadline) break;
            await _client.WaitAsync(PollStepMs).ConfigureAwait(false);
        }

        return default;
    }

    public async ValueTask AcknowledgeAsync(GroupEvent groupEvent, IReadOnlyList<LogPosition> start)
    {
        if (!ReferenceEquals(groupEvent, _event)) throw new InvalidOperationException("There is no such event.");
        await _client.EnterAsync(LogPoint.Acknowledge).ConfigureAwait(false);
        _event = null;
        if (groupEvent.Kind == GroupEventKind.Assigned)
            foreach (var position in start) _cursors[position.Partition] = new Cursor { Position = position.Offset };
        else
            foreach (var partition in groupEvent.Partitions) _cursors.Remove(partition);
        if (groupEvent.Kind == GroupEventKind.Lost) _group.Join(this);
        else _group.Acknowledge(this, groupEvent);
    }

    public async ValueTask PauseAsync(IReadOnlyList<LogPartition> partitions)
    {
        await _client.EnterAsync(LogPoint.Seek).ConfigureAwait(false);
        foreach (var partition in partitions) _cursors[partition].IsPaused = true;
    }

    public async ValueTask<LogFault?> ResumeAsync(IReadOnlyList<LogPartition> partitions)
    {
        if (await _client.FailsAsync(LogPoint.Resume).ConfigureAwait(false)) return SimulatedLogClient.Away;
        foreach (var partition in partitions) (_cursors[partition].IsPaused, _cursors[partition].ToldEnd) = (false, -1);
        return null;
    }

    public async ValueTask<LogFault?> SeekAsync(IReadOnlyList<LogPosition> positions, TimeSpan timeout)
    {
        if (await _client.FailsAsync(LogPoint.Seek).ConfigureAwait(false)) return SimulatedLogClient.Away;
        foreach (var position in positions) _cursors[position.Partition].Position = position.Offset;
        return null;
    }

    public GroupMembership CaptureMembership() => new Membership(this, Epoch, _events);

    public async ValueTask CloseAsync()
    {
        await _client.EnterAsync(LogPoint.Poll).ConfigureAwait(false);
        _group.Leave(this);
    }

    public ValueTask DisposeAsync() => ValueTask.CompletedTask;

    private GroupEvent? NextEvent()
    {
        if (!WasExpelled) return _group.NextEvent(this);
        WasExpelled = false;
        if (_cursors.Count > 0) return new GroupEvent(GroupEventKind.Lost, [.. _cursors.Keys]);
        _group.Join(this);
        return _group.NextEvent(this);
    }

    private void Deliver(PolledRecords into, int maxRecords)
    {
        foreach (var (partition, cursor) in _cursors)
        {
            if (cursor.IsPaused || into.Count >= maxRecords) continue;
            var source = _client.Cluster.Find(partition);
            if (cursor.Position < source.StableEnd)
            {
                // A fetch brings as much as it happens to bring.
                var most = 1 + _client.World.Chance.Below(Math.Min(maxRecords, 50));
                var batch = into.BatchOf(partition);
                cursor.Position = source.Read(cursor.Position, long.MaxValue, most, batch);
            }

            if (cursor.Position < source.StableEnd || cursor.ToldEnd == cursor.Position) continue;
            cursor.ToldEnd = cursor.Position;
            into.ReachedEnd(partition, cursor.Position);
        }
    }

    private sealed class Cursor
    {
        public long Position { get; set; }

        public bool IsPaused { get; set; } = true;

        public long ToldEnd { get; set; } = -1;
    }

    internal sealed class Membership(SimulatedConsumer member, int epoch, long events) : GroupMembership
    {
        public SimulatedConsumer Member => member;

        public int Epoch => epoch;

        public override long EventsSeen => events;
    }
}
