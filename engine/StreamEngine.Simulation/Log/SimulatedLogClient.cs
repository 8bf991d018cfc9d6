using StreamEngine.Core.Log;

namespace StreamEngine.Simulation;

/// <summary>
/// The simulated log as one process sees it: every call can go wrong, and after a crash none has an effect.
/// </summary>
public sealed class SimulatedLogClient : ILogClient, ILogOffsets, ITopicAdmin
{
    internal static readonly LogFault Away = new(LogFaultKind.Unreachable, 0, "the simulated broker does not answer");

    private readonly TroubleMaker _trouble;
    private bool _isDead;

    /// <param name="cluster">The log.</param>
    /// <param name="groupId">The consumer group.</param>
    /// <param name="instance">The process: its transactional ids are made of it.</param>
    /// <param name="trouble">What goes wrong.</param>
    public SimulatedLogClient(SimulatedCluster cluster, string groupId, string instance, TroubleMaker trouble) =>
        (Cluster, GroupId, Instance, _trouble) = (cluster, groupId, instance, trouble);

    /// <summary>The process that calls.</summary>
    public string Instance { get; }

    /// <summary>The consumer group.</summary>
    public string GroupId { get; }

    /// <summary>How much went wrong.</summary>
    public int Troubles { get; private set; }

    /// <summary>Until when the process stands still, by virtual time; it does not notice.</summary>
    public long StandsStillUntil { get; set; }

    internal SimulatedCluster Cluster { get; }

    internal SimulatedWorld World => Cluster.World;

    /// <inheritdoc/>
    public ILogOffsets Offsets => this;

    /// <inheritdoc/>
    public ITopicAdmin Topics => this;

    /// <inheritdoc/>
    public ILogConsumer CreateConsumer(IReadOnlyList<string> topics, int slot) =>
        new SimulatedConsumer(this, Cluster.Group(GroupId), topics);

    /// <inheritdoc/>
    public ITransactionalProducer CreateProducer(int slot) =>
        new SimulatedProducer(this, $"{GroupId}-{Instance}-{slot}");

    /// <inheritdoc/>
    public ILogReader CreateReader() => new SimulatedReader(this);

    /// <summary>The process dies: nothing that it does from now on has an effect.</summary>
    public void Kill() => _isDead = true;

    /// <inheritdoc/>
    public ValueTask DisposeAsync() => ValueTask.CompletedTask;

    async ValueTask<LogAnswer<IReadOnlyList<LogPosition>>> ILogOffsets.StartAsync(
        IReadOnlyList<LogPartition> partitions, TimeSpan timeout) => await AnswerAsync(
        LogPoint.Start, partitions, static _ => 0).ConfigureAwait(false);

    async ValueTask<LogAnswer<IReadOnlyList<LogPosition>>> ILogOffsets.EndAsync(
        IReadOnlyList<LogPartition> partitions, LogEnd end, TimeSpan timeout) => await AnswerAsync(LogPoint.End,
            partitions,
        p => end == LogEnd.Stable ? Cluster.Find(p).StableEnd : Cluster.Find(p).End).ConfigureAwait(false);

    async ValueTask<LogAnswer<IReadOnlyList<LogPosition>>> ILogOffsets.AtTimeAsync(
        IReadOnlyList<LogPartition> partitions, long timestamp, TimeSpan timeout) => await AnswerAsync(
        LogPoint.Start, partitions, static _ => 0).ConfigureAwait(false);

    async ValueTask<LogAnswer<IReadOnlyList<LogPosition>>> ILogOffsets.CommittedAsync(
        IReadOnlyList<LogPartition> partitions, TimeSpan timeout)
    {
        var group = Cluster.Group(GroupId);
        var deadline = World.Now + (long)timeout.TotalMilliseconds;
        while (partitions.Any(group.IsPending))
        {
            if (World.Now >= deadline) return LogAnswer<IReadOnlyList<LogPosition>>.Not(Away);
            await WaitAsync(10).ConfigureAwait(false);
        }

        return await AnswerAsync(LogPoint.Committed, partitions, group.CommittedOf).ConfigureAwait(false);
    }

    ValueTask<LogFault?> ILogOffsets.SetCommittedAsync(IReadOnlyList<LogPosition> positions, TimeSpan timeout) =>
        throw new NotSupportedException("A simulation sets no offsets by hand.");

    ValueTask<LogAnswer<ClusterDescription>> ITopicAdmin.DescribeClusterAsync(TimeSpan timeout) =>
        ValueTask.FromResult(LogAnswer<ClusterDescription>.Of(new ClusterDescription("simulated", 1)));

    ValueTask<LogAnswer<IReadOnlyList<TopicDescription?>>> ITopicAdmin.DescribeAsync(
        IReadOnlyList<string> topics, TimeSpan timeout) =>
        ValueTask.FromResult(LogAnswer<IReadOnlyList<TopicDescription?>>.Of([.. topics.Select(Describe)]));

    ValueTask<LogFault?> ITopicAdmin.CreateAsync(TopicSpecification topic, TimeSpan timeout)
    {
        Cluster.CreateTopic(topic.Name, topic.Partitions);
        return ValueTask.FromResult<LogFault?>(null);
    }

    private TopicDescription? Describe(string topic) => Cluster.PartitionsOf(topic) is not (> 0 and var partitions)
        ? null
        : new TopicDescription
        {
            Name = topic, Id = $"id of {topic}", Partitions = partitions, Replicas = 1,
            Settings = new Dictionary<string, string>(StringComparer.Ordinal),
        };

    /// <summary>A call begins; it may be the process's last.</summary>
    internal async ValueTask<LogTrouble> BeforeAsync(LogPoint point)
    {
        await World.YieldAsync().ConfigureAwait(false);
        while (World.Now < StandsStillUntil) await World.WaitAsync(StandsStillUntil - World.Now).ConfigureAwait(false);
        RequireAlive();
        var trouble = _trouble(Instance, point);
        if (trouble != LogTrouble.None) Troubles++;
        if (trouble == LogTrouble.CrashBefore) Die();
        return trouble;
    }

    /// <summary>A call had its effect.</summary>
    internal void After(LogTrouble trouble)
    {
        if (trouble == LogTrouble.CrashAfter) Die();
    }

    internal async ValueTask EnterAsync(LogPoint point)
    {
        var trouble = await BeforeAsync(point).ConfigureAwait(false);
        After(trouble);
    }

    /// <summary>A call that either works or fails without an effect.</summary>
    internal async ValueTask<bool> FailsAsync(LogPoint point)
    {
        var trouble = await BeforeAsync(point).ConfigureAwait(false);
        After(trouble);
        return trouble is LogTrouble.Fail or LogTrouble.LoseAnswer;
    }

    internal async ValueTask WaitAsync(long ms)
    {
        await World.WaitAsync(ms).ConfigureAwait(false);
        while (World.Now < StandsStillUntil) await World.WaitAsync(StandsStillUntil - World.Now).ConfigureAwait(false);
        RequireAlive();
    }

    private void RequireAlive()
    {
        if (_isDead) throw new SimulatedCrashException();
    }

    private void Die()
    {
        _isDead = true;
        throw new SimulatedCrashException();
    }

    private async ValueTask<LogAnswer<IReadOnlyList<LogPosition>>> AnswerAsync(
        LogPoint point, IReadOnlyList<LogPartition> partitions, Func<LogPartition, long> offset) =>
        await FailsAsync(point).ConfigureAwait(false)
            ? LogAnswer<IReadOnlyList<LogPosition>>.Not(Away)
            : LogAnswer<IReadOnlyList<LogPosition>>.Of([.. partitions.Select(p => new LogPosition(p, offset(p)))]);
}
