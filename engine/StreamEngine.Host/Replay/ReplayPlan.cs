using StreamEngine.Commerce;
using StreamEngine.Commerce.Policies;
using StreamEngine.Commerce.Privacy;
using StreamEngine.Connectors.Files.Inputs;

namespace StreamEngine.Host.Replay;

/// <summary>What a replay is to do.</summary>
public sealed record ReplayPlan
{
    /// <summary>What is read; ties in time go by their order.</summary>
    public required IReadOnlyList<FileInput> Inputs { get; init; }

    /// <summary>The folder of the output files; created where it is not there.</summary>
    public required string OutDirectory { get; init; }

    /// <summary>What the business decides.</summary>
    public ShopPolicy Policy { get; init; } = new();

    /// <summary>How many tasks share the customers.</summary>
    public int Partitions { get; init; } = 1;

    /// <summary>Events and timers later than this are left alone; null: all count.</summary>
    public long? Until { get; init; }

    /// <summary>Whether the end of input is the end of time. Never with <see cref="Until"/>.</summary>
    public bool Drain { get; init; } = true;

    /// <summary>Makes what hides personal data, one a task.</summary>
    public Func<PersonalData> Personal { get; init; } = () => new PersonalData();

    internal ShopTime Time => Until is { } until ? new ShopTime { Until = until } : new ShopTime();
}
