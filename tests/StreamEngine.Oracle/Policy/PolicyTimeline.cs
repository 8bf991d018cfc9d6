namespace StreamEngine.Oracle.Policy;

/// <summary>A new version of the policy, told before the record at a position of the input.</summary>
public sealed record PolicyChange(int Position, OraclePolicy Policy);

/// <summary>Domain 14: the version in force at each moment of event time.</summary>
internal sealed class PolicyTimeline(OraclePolicy first)
{
    private readonly List<(long From, OraclePolicy Policy)> _later = [];

    /// <summary>What no version changes: sessions, bots, deduplication, figures, time zone and currency.</summary>
    public OraclePolicy Fixed { get; } = first;

    /// <summary>In force for what happens at or after the watermark at its position.</summary>
    public void Add(long watermark, OraclePolicy policy) => _later.Add((watermark, policy));

    public OraclePolicy At(long time) =>
        _later.Where(version => version.From <= time).Select(version => version.Policy).LastOrDefault() ?? Fixed;
}
