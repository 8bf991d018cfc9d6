using System.Reactive.Linq;
using StreamEngine.Core.Keyed;

namespace StreamEngine.Core.Operators.Deduplicate;

/// <summary>Duplicates of a keyed stream.</summary>
public static class DeduplicateExtensions
{
    /// <summary>
    /// Lets the first element of each identity through and drops those within the window after it (inclusive), per key.
    /// The process already drops events of equal identity; this is for identities of a pipeline's own.
    /// </summary>
    /// <param name="source">Elements of the key at hand, in event-time order.</param>
    /// <param name="scope">The key at hand and the time.</param>
    /// <param name="slot">Where the identities lie: part of the fold.</param>
    /// <param name="identity">What makes two elements the same.</param>
    /// <param name="windowMs">How long an identity is remembered, ms, at least 0.</param>
    public static IObservable<TEvent> Deduplicate<TState, TEvent>(
        this IObservable<TEvent> source, KeyedScope<TState> scope, Slot<TState, DeduplicateSlot?> slot,
        Func<TEvent, ulong> identity, long windowMs)
        where TState : KeyedState
    {
        ArgumentNullException.ThrowIfNull(source);
        ArgumentNullException.ThrowIfNull(scope);
        ArgumentNullException.ThrowIfNull(slot);
        ArgumentNullException.ThrowIfNull(identity);
        ArgumentOutOfRangeException.ThrowIfNegative(windowMs);
        return source.Where(element =>
            (slot(scope.State) ??= new DeduplicateSlot()).Admit(identity(element), scope.Now, windowMs));
    }
}
