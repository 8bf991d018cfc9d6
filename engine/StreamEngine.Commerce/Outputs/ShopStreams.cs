namespace StreamEngine.Commerce.Outputs;

/// <summary>The output streams of the pipeline, by number.</summary>
public static class ShopStreams
{
    public const int Sessions = 0, Triggers = 1, Decisions = 2, Kpis = 3, LateEvents = 4, DeadLetters = 5;

    /// <summary>Shares of figures, from a task to the stage that merges them.</summary>
    public const int KpiPartials = 6;
}
