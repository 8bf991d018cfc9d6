using System.Globalization;
using System.Text.Json.Nodes;
using StreamEngine.Commerce.Policies;
using StreamEngine.Core.Log;
using StreamEngine.Core.Time;
using StreamEngine.Runtime.Tests.Kpis;
using StreamEngine.Runtime.Tests.Support;
using StreamEngine.Simulation;

namespace StreamEngine.Runtime.Tests.Workers;

/// <summary>
/// The shop under policies that change while its processes are killed: each decision goes by the version that the
/// journal says was in force at its last activity.
/// </summary>
public sealed class ShopPolicyTests
{
    private const int Deaths = 5;

    [Theory]
    [InlineData(1), InlineData(2)]
    public void Each_decision_goes_by_the_version_in_force_at_its_last_activity(int seed)
    {
        var chance = new Chance((ulong)seed * 7919);
        var version = 0;
        using var job = new MergeJob((ulong)seed, (_, _) =>
            chance.Hits(4) ? (LogTrouble)(1 + chance.Below(4)) : LogTrouble.None);
        job.Policy = () => Of(++version);
        job.Write(2_000);
        job.StartShop("shop");
        job.StartMerge("merge");
        job.Supervise();
        for (var death = 0; death < Deaths; death++)
        {
            job.World.Run(static () => false, 4_000);
            foreach (var process in job.Processes.Where(static p => p.Name == "shop")) process.Client.Kill();
        }

        Assert.True(job.RunToEnd(), job.Describe());
        var (decided, versions) = (0, new HashSet<string>());
        for (var number = 0; number < MergeJob.Sources; number++)
        {
            var told = job.Retell(number, Of(77));
            Assert.True(told is { IsWhole: true, Difference: null }, $"{told}");
            decided += Check(job, number, "decisions", versions) + Check(job, number, "triggers", versions);
        }

        Assert.True(decided > 25 && versions.Count > 2, $"{decided} decisions of {versions.Count} versions");
    }

    /// <summary>A version that tells itself by the due time of its reminders.</summary>
    private static ShopPolicy Of(int version) => new()
    {
        Version = version.ToString(CultureInfo.InvariantCulture),
        Governance = new GovernancePolicy
        {
            Consent = ConsentPolicy.Assumed, StaleAfterMs = null, FrequencyCap = version % 2 == 0 ? null : 1,
        },
        Abandonment = new AbandonmentPolicy
        {
            Cart = new KindPolicy { StepsMs = [(10 + version) * EventTime.Minute] },
        },
    };

    /// <summary>Checks what was decided about carts; returns how much that was.</summary>
    private static int Check(MergeJob job, int number, string topic, HashSet<string> versions)
    {
        var adopted = JournaledPolicies.Of(job.Cluster, number);
        var batch = job.Cluster.ReadAll(new LogPartition(topic, number));
        var decided = 0;
        for (var i = 0; i < batch.Count; i++)
        {
            var line = JsonNode.Parse(batch.Value(batch[i]))!;
            if (line["kind"]!.GetValue<string>() != "cart") continue;
            var activityAt = Time(line["lastActivityAt"]!);
            var expected = PolicyDocument.Parse(adopted.FindLast(a => a.From <= activityAt).Document);
            Assert.Equal(expected.Version, line["policyVersion"]!.GetValue<string>());
            Assert.Equal(expected.Abandonment.Cart.StepsMs[0], Time(line["dueAt"]!) - activityAt);
            versions.Add(expected.Version);
            decided++;
        }

        return decided;
    }

    private static long Time(JsonNode value) => DateTimeOffset.Parse(
        value.GetValue<string>(), CultureInfo.InvariantCulture).ToUnixTimeMilliseconds();
}
