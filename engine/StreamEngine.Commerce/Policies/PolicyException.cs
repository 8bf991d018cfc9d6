namespace StreamEngine.Commerce.Policies;

/// <summary>A policy document that breaks rules: every violation, each with its key and what is allowed.</summary>
public sealed class PolicyException(IReadOnlyList<string> violations)
    : FormatException(
        violations is [var only] ? only : $"{violations.Count} violations\n  {string.Join("\n  ", violations)}")
{
    /// <summary>The violations, a line each.</summary>
    public IReadOnlyList<string> Violations { get; } = violations;
}
