using StreamEngine.Oracle.Policy;

namespace StreamEngine.Oracle.Generation;

/// <summary>
/// Chooses times: often exactly at, a millisecond before or after, what some rule counts from earlier.
/// </summary>
internal sealed class Moments(SplitMix random, OraclePolicy policy, long start)
{
    private const int LookBack = 6;

    private readonly List<long> _made = [start];

    private readonly long[] _reaches =
    [
        .. new[]
        {
            policy.Session.Gap, policy.Session.Gap, policy.Session.Cap, policy.DeduplicationWindow,
            policy.Bots.Within, TimeSpan.FromHours(24),
            policy.Governance.MoreSignificantWindow ?? TimeSpan.FromHours(24),
        }.Concat(policy.Abandonment.Cart.Steps).Concat(policy.Abandonment.Checkout.Steps)
        .Concat(policy.Abandonment.Browse.Steps).Concat(policy.Abandonment.Browse.Steps)
        .Select(span => (long)span.TotalMilliseconds),
    ];

    private readonly long[] _rareReaches =
    [
        (long)policy.Abandonment.CartExpiry.TotalMilliseconds,
        (long)policy.Abandonment.RecoveryWindow.TotalMilliseconds,
    ];

    public long Now => _made[^1];

    /// <summary>Never before the one chosen last.</summary>
    public long Next()
    {
        var next = random.Below(100) switch
        {
            < 15 => Now,
            < 35 => Now + random.Pick(1, 1_000, 9_999, 10_000),
            < 60 => Now + (random.Below(25) * 60_000),
            < 92 => Aimed(_reaches),
            < 95 => Aimed(_rareReaches),
            _ => Now + (random.Below(30) * 3_600_000L),
        };
        _made.Add(Math.Max(Now, next));
        return Now;
    }

    /// <summary>A moment later, so that many fall within the span by which bots are told.</summary>
    public long Soon()
    {
        _made.Add(Now + random.Below(3));
        return Now;
    }

    private long Aimed(long[] reaches)
    {
        var anchor = _made[^(1 + random.Below(Math.Min(LookBack, _made.Count)))];
        var second = random.Chance(10) ? random.Pick(reaches) : 0;
        return anchor + random.Pick(reaches) + second + random.Pick(-1, 0, 0, 0, 1);
    }
}
