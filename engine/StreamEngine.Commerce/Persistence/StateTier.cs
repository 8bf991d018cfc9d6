using StreamEngine.Core.State;

namespace StreamEngine.Commerce.Persistence;

/// <summary>Where customers are that are not at work.</summary>
/// <param name="Store">Holds them as bytes; the task that is given it owns it.</param>
/// <param name="MemoryLimitBytes">About how much memory those at work may take, as objects.</param>
public sealed record StateTier(IStateStore Store, long MemoryLimitBytes)
{
    // What is left is for the due times of stored customers, and for what the collector has not collected yet.
    private const int StorePercent = 45, ObjectPercent = 30;

    // What changed since the last snapshot stays in memory: as much again is left for customers at work.
    private const int ChangedPercent = ObjectPercent / 2;

    /// <summary>The share of a task's memory that its store is given.</summary>
    public static long StoreShareOf(long memoryBytes) => memoryBytes / 100 * StorePercent;

    /// <summary>How much of a task's state may change before it needs a snapshot.</summary>
    public static long ChangedShareOf(long memoryBytes) => memoryBytes / 100 * ChangedPercent;

    /// <summary>The share of a task's memory for customers at work.</summary>
    public static long ObjectShareOf(long memoryBytes) => memoryBytes / 100 * ObjectPercent;
}
