namespace StreamEngine.Core.Keyed;

/// <summary>
/// The timers of one operator: data in the state of each key, read anew whenever they are needed. Timers of equal due
/// time fire in the order in which their operators were registered.
/// </summary>
public interface IKeyedTimers<in TState> where TState : KeyedState
{
    /// <summary>The earliest due time in that state; Max where none is armed.</summary>
    long NextDue(TState state);

    /// <summary>Settles one timer due at exactly that time; afterwards it must not be due at it any more.</summary>
    void Fire(TState state, long due);
}
