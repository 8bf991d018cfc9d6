using StreamEngine.Core.Log;
using StreamEngine.Core.Time;
using StreamEngine.Runtime.Journal;
using StreamEngine.Simulation;

namespace StreamEngine.Runtime.Tests.Support;

/// <summary>
/// The policies in a task's journal and the watermark at which each stands; each is the first step of its entry.
/// </summary>
internal static class JournaledPolicies
{
    public static List<(long From, byte[] Document)> Of(SimulatedCluster cluster, int number)
    {
        var adopted = new List<(long, byte[])>();
        var watermark = EventTime.Min;
        var batch = cluster.ReadAll(new LogPartition("journal", number));
        for (var i = 0; i < batch.Count; i++)
        {
            if (AcceptedDivergence.Is(batch.Value(batch[i]))) continue;
            var entry = JournalEntry.Read(batch.Value(batch[i]));
            for (var (at, isFirst) = (0, true); at < entry.Steps.Length; isFirst = false)
            {
                var step = JournalOps.Read(entry.Steps, ref at);
                if (step.Kind != StepKind.Policy) continue;
                Assert.True(isFirst, "a policy comes before all that is decided by it");
                adopted.Add((watermark, step.Document.ToArray()));
            }

            watermark = entry.Watermark;
        }

        return adopted;
    }
}
