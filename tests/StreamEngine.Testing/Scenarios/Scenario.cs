using System.Text;
using System.Text.Json.Nodes;

namespace StreamEngine.Testing.Scenarios;

/// <summary>One written scenario: events in, every line out (tests/scenarios/README.md says how to read one).</summary>
public sealed class Scenario
{
    private static readonly JsonObject DefaultPolicy =
        new() { ["governance"] = new JsonObject { ["consent"] = "assumed" } };

    private readonly List<Section> _sections = [];

    /// <summary>A headline with what follows it, and the lines below, without indentation and comments.</summary>
    public sealed record Section(string Name, string[] Arguments, List<string> Lines);

    /// <summary>A file of the replay: its format and its lines.</summary>
    public sealed record Input(string Format, IReadOnlyList<string> Lines);

    private Scenario(string name) => Name = name;

    /// <summary>Area and file name.</summary>
    public string Name { get; }

    /// <summary>The sentence that the scenario shows.</summary>
    public string Title { get; private set; } = "";

    /// <summary>The policy document: consent is assumed unless the scenario says otherwise.</summary>
    public string Policy { get; private set; } = "";

    /// <summary>What is read.</summary>
    public IReadOnlyList<Input> Inputs { get; private set; } = [];

    /// <summary>Further arguments of the replay.</summary>
    public IReadOnlyList<string> ReplayArguments => Find("replay")?.Arguments ?? [];

    /// <summary>The folder of all scenarios.</summary>
    public static string Folder { get; } = Path.Combine(Checkout(), "tests", "scenarios");

    /// <summary>The names of all scenarios.</summary>
    public static IEnumerable<string> Names() => Directory
        .EnumerateFiles(Folder, "*.scenario", SearchOption.AllDirectories)
        .Select(path => Path.ChangeExtension(Path.GetRelativePath(Folder, path), null).Replace('\\', '/'))
        .Order(StringComparer.Ordinal);

    /// <summary>Reads the scenario of that name.</summary>
    public static Scenario Load(string name) =>
        Parse(name, File.ReadAllLines(Path.Combine(Folder, name + ".scenario"), Encoding.UTF8));

    /// <summary>Reads a scenario.</summary>
    public static Scenario Parse(string name, IReadOnlyList<string> lines)
    {
        var scenario = new Scenario(name) { Title = lines[0].Trim() };
        Section? section = null;
        foreach (var line in lines.Skip(1))
        {
            if (line.Trim() is not { Length: > 0 } text || text.StartsWith('#')) continue;
            if (line.StartsWith(' '))
            {
                section?.Lines.Add(text);
                continue;
            }

            // What stands between the title and the first section is prose.
            var words = text.Split(' ', StringSplitOptions.RemoveEmptyEntries);
            if (!IsSection(words[0])) continue;
            scenario._sections.Add(section = new Section(words[0], words[1..], []));
        }

        scenario.Policy = Merge(DefaultPolicy.DeepClone().AsObject(), scenario.Lines("policy")).ToJsonString();
        scenario.Inputs = [.. scenario._sections.Where(s => s.Name is "events" or "input").Select(InputOf)];
        return scenario;
    }

    /// <summary>The lines of a section; none where it is not there.</summary>
    public IReadOnlyList<string> Lines(string section) =>
        [.. _sections.Where(s => s.Name == section).SelectMany(s => s.Lines)];

    /// <summary>The sections of that name.</summary>
    public IEnumerable<Section> All(string section) => _sections.Where(s => s.Name == section);

    /// <inheritdoc/>
    public override string ToString() => Name;

    private static bool IsSection(string word) => word is "policy" or "replay" or "events" or "input" or "sessions"
        or "triggers" or "decisions" or "kpis" or "late" or "dead-letters" or "ledger";

    private static Input InputOf(Section section) => section.Name == "input"
        ? new Input(section.Arguments[0], section.Lines)
        : new Input("events", ScenarioEvents.ToJson(section.Lines));

    private Section? Find(string name) => _sections.Find(s => s.Name == name);

    private static JsonObject Merge(JsonObject target, IReadOnlyList<string> json)
    {
        if (json.Count == 0) return target;
        Merge(target, JsonNode.Parse(string.Concat(json))!.AsObject());
        return target;
    }

    private static void Merge(JsonObject target, JsonObject other)
    {
        foreach (var (name, value) in other)
        {
            if (value is JsonObject inner && target[name] is JsonObject into) Merge(into, inner);
            else target[name] = value?.DeepClone();
        }
    }

    private static string Checkout()
    {
        for (var folder = new DirectoryInfo(AppContext.BaseDirectory); folder is not null; folder = folder.Parent)
            if (File.Exists(Path.Combine(folder.FullName, "StreamEngine.sln"))) return folder.FullName;
        throw new InvalidOperationException("the tests do not run from below the checkout");
    }
}
