using StreamEngine.Core.Log;

namespace StreamEngine.Simulation;

/// <summary>
/// A consumer group assigned by range: partition p of every topic goes to the same member. A partition changes hands
/// once
/// its owner has acknowledged the revocation, or was put out.
/// </summary>
internal sealed class SimulatedGroup(SimulatedCluster cluster)
{
    private readonly List<SimulatedConsumer> _members = [];
    private readonly Dictionary<LogPartition, long> _committed = [];
    private readonly Dictionary<LogPartition, SimulatedConsumer> _owners = [];
    private readonly List<SimulatedTransaction> _pending = [];
    private int _epoch;

    /// <summary>Sets a committed offset, as an operator does by hand.</summary>
    public void SetCommitted(LogPosition position) => _committed[position.Partition] = position.Offset;

    /// <summary>The committed offset; -1 where there is none.</summary>
    public long CommittedOf(LogPartition partition) => _committed.GetValueOrDefault(partition, LogPosition.None);

    /// <summary>Whether a transaction is open that may change the offset.</summary>
    public bool IsPending(LogPartition partition) =>
        _pending.Any(t => t.Offsets.Any(p => p.Partition == partition));

    public void Join(SimulatedConsumer member)
    {
        member.Epoch = ++_epoch;
        _members.Add(member);
    }

    public void Leave(SimulatedConsumer member)
    {
        if (!_members.Remove(member)) return;
        foreach (var partition in _owners.Where(o => o.Value == member).Select(static o => o.Key).ToArray())
            _owners.Remove(partition);
    }

    public void Expel(string instance)
    {
        foreach (var member in _members.Where(m => m.Instance == instance).ToArray())
        {
            Leave(member);
            member.WasExpelled = true;
        }
    }

    /// <summary>Whether the membership is still good for sending offsets.</summary>
    public bool IsCurrent(SimulatedConsumer member, int epoch) => _members.Contains(member) && member.Epoch == epoch;

    /// <summary>What the member has to be told next; null where nothing is due.</summary>
    public GroupEvent? NextEvent(SimulatedConsumer member)
    {
        if (!_members.Contains(member)) return null;
        var target = TargetOf(member);
        var toRevoke = member.Owned.Where(p => !target.Contains(p)).Order().ToArray();
        if (toRevoke.Length > 0) return new GroupEvent(GroupEventKind.Revoked, toRevoke);
        var toAssign = target.Where(p => !_owners.ContainsKey(p)).Order().ToArray();
        if (toAssign.Length == 0) return null;
        foreach (var partition in toAssign) _owners.Add(partition, member);
        return new GroupEvent(GroupEventKind.Assigned, toAssign);
    }

    public void Acknowledge(SimulatedConsumer member, GroupEvent groupEvent)
    {
        if (groupEvent.Kind == GroupEventKind.Revoked)
            foreach (var partition in groupEvent.Partitions)
                if (_owners.GetValueOrDefault(partition) == member) _owners.Remove(partition);
        if (_members.Contains(member)) member.Epoch = ++_epoch;
    }

    public void AddOffsets(SimulatedTransaction transaction, IEnumerable<LogPosition> positions)
    {
        if (!_pending.Contains(transaction)) _pending.Add(transaction);
        transaction.Offsets.AddRange(positions);
    }

    public void EndOffsets(SimulatedTransaction transaction, bool isCommitted)
    {
        _pending.Remove(transaction);
        if (!isCommitted) return;
        foreach (var position in transaction.Offsets) _committed[position.Partition] = position.Offset;
    }

    private HashSet<LogPartition> TargetOf(SimulatedConsumer member)
    {
        var target = new HashSet<LogPartition>();
        foreach (var topic in member.Topics)
        {
            var partitions = cluster.PartitionsOf(topic);
            var members = _members.Where(m => m.Topics.Contains(topic)).ToList();
            var index = members.IndexOf(member);
            var (share, rest) = (partitions / members.Count, partitions % members.Count);
            var from = (index * share) + Math.Min(index, rest);
            var count = share + (index < rest ? 1 : 0);
            for (var number = from; number < from + count; number++) target.Add(new LogPartition(topic, number));
        }

        return target;
    }
}
