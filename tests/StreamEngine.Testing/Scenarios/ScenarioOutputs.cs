namespace StreamEngine.Testing.Scenarios;

/// <summary>What a run of a scenario gave: JSON lines as they are published, and the books.</summary>
public sealed class ScenarioOutputs
{
    public List<string> Sessions { get; } = [];
    public List<string> Triggers { get; } = [];
    public List<string> Decisions { get; } = [];

    /// <summary>Null where the run makes no figures.</summary>
    public List<string>? Kpis { get; set; }

    /// <summary>Lines of late events, as <c>line=3</c>.</summary>
    public List<string> Late { get; } = [];

    /// <summary>Dead letters, as <c>line=3 validate invalid_quantity</c>.</summary>
    public List<string> DeadLetters { get; } = [];

    public long Read { get; set; }
    public long Processed { get; set; }
    public long Duplicate { get; set; }
    public long Filtered { get; set; }
}
