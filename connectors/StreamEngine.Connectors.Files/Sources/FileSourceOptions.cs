namespace StreamEngine.Connectors.Files.Sources;

/// <summary>How much memory and which directory a file source may use.</summary>
public sealed record FileSourceOptions
{
    private readonly long _memoryBudgetBytes = Limits.DefaultMemoryBudgetBytes;

    /// <summary>Where histories larger than the memory budget are sorted; created when needed, left empty.</summary>
    public string TempDirectory { get; init; } = Path.GetTempPath();

    /// <summary>
    /// Memory for sorting histories, in bytes: at least <see cref="Limits.MinMemoryBudgetBytes"/>; 256 MiB by default.
    /// </summary>
    /// <exception cref="ArgumentOutOfRangeException">Less than the least.</exception>
    public long MemoryBudgetBytes
    {
        get => _memoryBudgetBytes;
        init
        {
            ArgumentOutOfRangeException.ThrowIfLessThan(value, Limits.MinMemoryBudgetBytes);
            _memoryBudgetBytes = value;
        }
    }
}
