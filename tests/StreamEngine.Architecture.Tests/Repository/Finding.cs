namespace StreamEngine.Architecture.Tests.Repository;

/// <summary>A place that breaks a rule.</summary>
internal readonly record struct Finding(string Path, int Line, string Message)
{
    public override string ToString() => $"{Path}:{Line}: {Message}";
}
