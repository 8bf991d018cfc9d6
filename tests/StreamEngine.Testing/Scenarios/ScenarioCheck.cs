using System.Text;

namespace StreamEngine.Testing.Scenarios;

/// <summary>Compares what a run gave with what a scenario says, line for line in the order of each customer.</summary>
public static class ScenarioCheck
{
    /// <summary>What differs, for people; empty where nothing does.</summary>
    public static string Differences(Scenario scenario, ScenarioOutputs outputs)
    {
        var published = new PublishedLines();
        var report = new StringBuilder();
        var sessions = published.Sessions(outputs.Sessions);
        Compare(report, "sessions", Expected(scenario, "sessions"), sessions);
        // Every trigger has a decision, which is why ids are met there first.
        var decisions = published.Decisions(outputs.Decisions);
        Compare(report, "triggers", Expected(scenario, "triggers"), published.Triggers(outputs.Triggers));
        Compare(report, "decisions", Expected(scenario, "decisions"), decisions);
        Compare(report, "late", Expected(scenario, "late"), outputs.Late.ConvertAll(ScenarioTokens.Split));
        Compare(report, "dead-letters", Expected(scenario, "dead-letters"),
            outputs.DeadLetters.ConvertAll(ScenarioTokens.Split), isOrdered: false);
        var ledger = Ledger(
            outputs.Processed, outputs.Duplicate, outputs.Late.Count, outputs.Filtered, outputs.DeadLetters.Count);
        Compare(report, "ledger", [LedgerOf(scenario, outputs.Read)], [ledger]);
        if (outputs.Kpis is { } kpis) CompareKpis(report, scenario, kpis);
        return report.ToString();
    }

    /// <summary>A section <c>kpis NAME GRAIN</c> lists every line of that KPI and grain without a breakdown.</summary>
    private static void CompareKpis(StringBuilder report, Scenario scenario, List<string> lines)
    {
        var parsed = lines.ConvertAll(PublishedLines.Parse);
        foreach (var section in scenario.All("kpis"))
        {
            var (name, grain) = (section.Arguments[0], section.Arguments[1]);
            var withBreakdowns = section.Arguments.Length > 2;
            var actual = parsed.Where(kpi => PublishedLines.Text(kpi, "kpi") == name
                && PublishedLines.Text(kpi, "grain") == grain && (withBreakdowns || kpi["breakdown"] is null));
            Compare(report, $"kpis {name} {grain}", section.Lines.ConvertAll(ScenarioTokens.Split),
                [.. actual.Select(PublishedLines.Kpi)], isOrdered: false);
        }
    }

    private static List<List<string>> Expected(Scenario scenario, string section)
    {
        var lines = new List<List<string>>();
        foreach (var line in scenario.Lines(section))
        {
            var words = ScenarioTokens.Split(line);
            if (words.Remove("same")) FillFromBefore(words, lines);
            lines.Add(words);
        }

        return lines;
    }

    /// <summary>
    /// <c>same</c>: whatever the line does not say is as in the last line before it that speaks of the same trigger.
    /// </summary>
    private static void FillFromBefore(List<string> words, List<List<string>> before)
    {
        var identity = Identity(words);
        var source = before.FindLast(line => line[0] == words[0] && Identity(line).SequenceEqual(identity))
            ?? throw new FormatException($"no line before '{string.Join(' ', words)}' speaks of the same");
        words.AddRange(source.Skip(2).Where(word =>
            NameOf(word) != "rev" && !words.Exists(w => NameOf(w) == NameOf(word))));
    }

    private static IEnumerable<string> Identity(List<string> words) =>
        words.Where(w => NameOf(w) is "who" or "cartId" or "step" or "last" or "again").Order(StringComparer.Ordinal);

    private static string NameOf(string word) => word.Split('=')[0];

    private static List<string> LedgerOf(Scenario scenario, long read)
    {
        long Stated(string column) => scenario.Lines("ledger").SelectMany(ScenarioTokens.Split)
            .Where(w => NameOf(w) == column)
            .Sum(w => long.Parse(w.Split('=')[1], System.Globalization.CultureInfo.InvariantCulture));
        var late = scenario.Lines("late").Count;
        var dead = scenario.Lines("dead-letters").Count;
        var (duplicate, filtered) = (Stated("duplicate"), Stated("filtered"));
        return Ledger(read - late - dead - duplicate - filtered, duplicate, late, filtered, dead);
    }

    private static List<string> Ledger(long processed, long duplicate, long late, long filtered, long dead) =>
    [
        $"processed={processed}", $"duplicate={duplicate}", $"late={late}", $"filtered={filtered}",
        $"deadLettered={dead}",
    ];

    private static void Compare(
        StringBuilder report, string what, List<List<string>> expected, List<List<string>> actual,
        bool isOrdered = true)
    {
        var wanted = expected.ConvertAll(words => Canonical(words));
        var got = actual.ConvertAll(words => Canonical(words, withoutDetail: !StatesDetails(expected)));
        if (!isOrdered || expected.Exists(IsOfAnother) || actual.Exists(IsOfAnother))
        {
            wanted = [.. wanted.OrderBy(WhoOf, StringComparer.Ordinal)];
            got = [.. got.OrderBy(WhoOf, StringComparer.Ordinal)];
        }

        if (!isOrdered)
        {
            wanted.Sort(StringComparer.Ordinal);
            got.Sort(StringComparer.Ordinal);
        }

        if (wanted.SequenceEqual(got)) return;
        report.Append("  ").Append(what).AppendLine(":");
        foreach (var line in wanted) report.Append(got.Contains(line) ? "     " : "   - ").AppendLine(line);
        foreach (var line in got.Where(line => !wanted.Contains(line))) report.Append("   + ").AppendLine(line);
        if (got.Order(StringComparer.Ordinal).SequenceEqual(wanted.Order(StringComparer.Ordinal)))
            report.AppendLine("   in this order:").AppendJoin("\n", got.Select(g => "     " + g)).AppendLine();
    }

    /// <summary>Details are for people: a scenario states them where it is about them.</summary>
    private static bool StatesDetails(List<List<string>> expected) =>
        expected.Exists(words => words.Exists(w => NameOf(w) == "detail"));

    private static bool IsOfAnother(List<string> words) => words.Exists(w => NameOf(w) == "who");

    private static string WhoOf(string line) =>
        Array.Find(line.Split(' '), word => NameOf(word) == "who") ?? "";

    private static string Canonical(List<string> said, bool withoutDetail = false)
    {
        var words = said.ConvertAll(ScenarioTokens.Normalize);
        var head = words.Where(w => !w.Contains('=', StringComparison.Ordinal)).Order(StringComparer.Ordinal);
        var due = words.Find(w => NameOf(w) == "due");
        var tail = words.Where(w => w.Contains('=', StringComparison.Ordinal)
            && !(withoutDetail && NameOf(w) == "detail")
            && !(NameOf(w) == "at" && due is not null && w[2..] == due[3..]));
        return string.Join(' ', head.Concat(tail.Order(StringComparer.Ordinal)));
    }
}
