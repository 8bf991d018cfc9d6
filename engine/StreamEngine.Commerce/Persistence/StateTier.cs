using StreamEngine.Core.State;

namespace StreamEngine.Commerce.Persistence;

/// <summary>Where customers are that are not at work.</summary>
/// <param name="Store">Holds them as bytes; the task that is given it owns it.</param>
/// <param name="MemoryLimitBytes">About how much memory those at work may take, as objects.</param>
public sealed record StateTier(IStateStore Store, long MemoryLimitBytes)
{
    // What is left is for the due times of stored customers, and for what the collector has not collected yet.
    private const int StorePercent = 45, ObjectPercent = 30;

    /// <summary>The share of a task's memory that its store is given.</summary>
    public static long StoreShareOf(long memoryBytes) => memoryBytes / 100 * StorePercent;

    /// <summary>The share of a task's memory for customers at work.</summary>
    public static long ObjectShareOf(long memoryBytes) => memoryBytes / 100 * ObjectPercent;
}
