using StreamEngine.Core.State;

namespace StreamEngine.Commerce.Persistence;

/// <summary>Where customers are that are not at work.</summary>
/// <param name="Store">Holds them as bytes; owned by whoever made it.</param>
/// <param name="MemoryLimitBytes">About how much memory those at work may take, as objects.</param>
public sealed record StateTier(IStateStore Store, long MemoryLimitBytes);
