using System.Globalization;
using Spectre.Console;
using StreamEngine.Core.Time;

namespace StreamEngine.Host.Replay;

/// <summary>What a person is told at the end of a replay.</summary>
internal static class ReplayReport
{
    public static void Write(IAnsiConsole console, ReplayPlan plan, ReplayResult result)
    {
        var tables = new FigureTables(result.Figures, plan.Policy.TimeZone);
        if (!tables.IsEmpty)
        {
            foreach (var table in tables.Make()) console.Write(table);
            if (tables.MonthsLeftOut > 0) Line(console, $"{tables.MonthsLeftOut} earlier months are in the files.");
            Line(console, $"Figures stand in the month in which they happened ({plan.Policy.TimeZone}).");
            console.WriteLine();
        }

        Decisions(console, result);
        Ledger(console, result);
        var span = result.EventTime is { } time ? $"{EventTime.Format(time.First)} to {EventTime.Format(time.Last)}" : "none";
        Line(console, $"Event time: {span}");
        Line(console, string.Create(CultureInfo.InvariantCulture,
            $"Took {result.Wall.TotalSeconds:N1} s, {result.EventsPerSecond:N0} events/s. Digest {result.Digest}"));
        Line(console, $"Files: {plan.OutDirectory} ({string.Join(", ", OutputFiles.Names)})");
    }

    private static void Decisions(IAnsiConsole console, ReplayResult result)
    {
        var decisions = result.Decisions;
        Line(console, string.Create(CultureInfo.InvariantCulture,
            $"Triggers: {decisions.Of("fired"):N0} fired, {decisions.Of("suppressed"):N0} suppressed, "
            + $"{decisions.Of("cancelled"):N0} cancelled, {decisions.Of("recovered"):N0} recovered, "
            + $"{decisions.Of("retracted"):N0} retracted"));
        var rules = string.Join(", ", decisions.RulesOf("suppressed")
            .Select(rule => string.Create(CultureInfo.InvariantCulture, $"{rule.Rule} {rule.Count:N0}")));
        if (rules.Length > 0) Line(console, $"Suppressed by: {rules}");
        if (decisions.RulesOf("suppressed").Any(rule => rule.Rule == "no_consent"))
            Line(console, "Where the data says nothing about consent, --assume-consent shows what would be sent.");
    }

    private static void Ledger(IAnsiConsole console, ReplayResult result)
    {
        var total = result.Total;
        Line(console, string.Create(CultureInfo.InvariantCulture,
            $"Ledger: {total.Read:N0} read = {total.Processed:N0} processed + {total.Duplicate:N0} duplicate + "
            + $"{total.Late:N0} late + {total.Filtered:N0} filtered + {total.DeadLettered:N0} dead-lettered"));
        var reasons = string.Join(", ", total.Reasons.Where(reason => reason.Key.Reason != "late")
            .Select(reason => string.Create(CultureInfo.InvariantCulture, $"{reason.Key.Reason} {reason.Value:N0}")));
        if (reasons.Length > 0) Line(console, $"Of these: {reasons}");
    }

    private static void Line(IAnsiConsole console, string text) => console.Write(new Text(text + "\n"));
}
