using System.Globalization;
using StreamEngine.Core.Tasks;
using StreamEngine.Core.Time;
using StreamEngine.Host.Consoles;

namespace StreamEngine.Host.Replay;

/// <summary>What a person is told at the end of a replay.</summary>
internal static class ReplayReport
{
    public static void Write(HostConsole console, ReplayPlan plan, ReplayResult result)
    {
        var tables = new FigureTables(result.Figures, plan.Policy.TimeZone);
        foreach (var table in tables.Make()) console.Write(table);
        if (tables.Hint is { } hint) console.Out.WriteLine(hint);
        if (tables.LeftOut is { } leftOut) console.Out.WriteLine(leftOut);
        if (!tables.IsEmpty)
            console.Out.WriteLine($"Figures stand in the month in which they happened ({plan.Policy.TimeZone}).\n");

        Decisions(console.Out, result);
        Ledger(console.Out, result);
        var span = result.EventTime is { } time
            ? $"{EventTime.Format(time.First)} to {EventTime.Format(time.Last)}" : "none";
        console.Out.WriteLine($"Event time  {span}");
        Say(console.Out, $"Speed       {result.EventsPerSecond:N0} events/s, {result.Wall.TotalSeconds:N1} s");
        console.Out.WriteLine($"Digest      {result.Digest}");
        console.Out.WriteLine($"Files       {plan.OutDirectory}: *.jsonl, {OutputFiles.SummaryName}");
    }

    private static void Decisions(TextWriter output, ReplayResult result)
    {
        var decisions = result.Decisions;
        Say(output, $"Triggers    {decisions.Of("fired"):N0} fired, {decisions.Of("suppressed"):N0} suppressed, "
            + $"{decisions.Of("cancelled"):N0} cancelled, {decisions.Of("recovered"):N0} recovered, "
            + $"{decisions.Of("retracted"):N0} retracted");
        var rules = decisions.RulesOf("suppressed").ToList();
        if (rules.Count == 0) return;
        output.WriteLine(
            "            suppressed by " + string.Join(", ", rules.Select(rule => Counted(rule.Rule, rule.Count))));
        if (rules.Any(rule => rule.Rule == "no_consent"))
            output.WriteLine(
                "            (--assume-consent shows what would be sent where the data is silent about consent)");
    }

    private static void Ledger(TextWriter output, ReplayResult result)
    {
        var total = result.Total;
        Say(output,
            $"Ledger      {total.Read:N0} read = {total.Processed:N0} processed + {total.Duplicate:N0} duplicate + "
            + $"{total.Late:N0} late");
        Say(output, $"            + {total.Filtered:N0} filtered + {total.DeadLettered:N0} dead-lettered");
        foreach (var kind in (FateKind[])[FateKind.Filtered, FateKind.DeadLettered])
        {
            var reasons = total.Reasons.Where(reason => reason.Key.Kind == kind).ToList();
            if (reasons.Count == 0) continue;
            var name = kind == FateKind.Filtered ? "filtered" : "dead-lettered";
            output.WriteLine($"            {name}: "
                + string.Join(", ", reasons.Select(reason => Counted(reason.Key.Reason, reason.Value))));
        }
    }

    private static string Counted(string name, long count) =>
        string.Create(CultureInfo.InvariantCulture, $"{name} {count:N0}");

    /// <summary>Numbers are written for everybody alike: the process has no culture but the invariant one.</summary>
    private static void Say(TextWriter output, string text) => output.WriteLine(text);
}
