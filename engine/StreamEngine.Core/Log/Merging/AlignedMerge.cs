namespace StreamEngine.Core.Log;

/// <summary>
/// Chooses which input of a task goes next, so that in catch-up an order is not processed hours before the clicks that
/// led to it: the earliest head first. An input that is empty although it has more at the broker is waited for, for a
/// bounded time. No clock inside: the caller passes its own and journals the choice.
/// </summary>
public sealed class AlignedMerge
{
    private readonly Head[] _heads;
    private readonly long _waitMs;
    private long _waitingSince = NotWaiting;

    private const long NotWaiting = long.MinValue;

    /// <summary>Creates the merge; every input is empty and not caught up.</summary>
    /// <param name="inputs">How many inputs, at least 1; a lower index goes first when heads are equally early.</param>
    /// <param name="waitMs">
    /// How long to wait for an empty input that is not caught up, in milliseconds; 0 never waits.
    /// </param>
    public AlignedMerge(int inputs, long waitMs)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(inputs, 1);
        ArgumentOutOfRangeException.ThrowIfNegative(waitMs);
        _heads = new Head[inputs];
        _waitMs = waitMs;
    }

    /// <summary>
    /// The input's next record has that event time. One without a usable time goes first: pass the minimum.
    /// </summary>
    public void SetHead(int input, long eventTime) => _heads[input] = new Head(HeadKind.Present, eventTime);

    /// <summary>Nothing of the input is buffered.</summary>
    /// <param name="input">The input.</param>
    /// <param name="isCaughtUp">Whether it was read to its end, or is idle: then nobody waits for it.</param>
    public void SetEmpty(int input, bool isCaughtUp) =>
        _heads[input] = new Head(isCaughtUp ? HeadKind.CaughtUp : HeadKind.Awaited, 0);

    /// <summary>The next choice.</summary>
    /// <param name="now">The caller's clock in milliseconds; never goes back.</param>
    public MergeChoice Choose(long now)
    {
        var first = -1;
        var isAwaiting = false;
        var limit = new Head(HeadKind.CaughtUp, long.MaxValue);
        var limitInput = int.MaxValue;
        for (var input = 0; input < _heads.Length; input++)
        {
            var head = _heads[input];
            isAwaiting |= head.Kind == HeadKind.Awaited;
            if (head.Kind != HeadKind.Present) continue;
            if (first < 0 || head.Time < _heads[first].Time)
            {
                if (first >= 0) (limit, limitInput) = (_heads[first], first);
                first = input;
            }
            else if (head.Time < limit.Time)
            {
                (limit, limitInput) = (head, input);
            }
        }
        if (first < 0 || !isAwaiting) _waitingSince = NotWaiting;
        if (first < 0) return MergeChoice.Nothing;
        if (isAwaiting)
        {
            if (_waitingSince == NotWaiting) _waitingSince = now;
            // The next time the same input is awaited, the patience is not new: else a slow input would cost it each
            // record.
            if (now - _waitingSince < _waitMs) return MergeChoice.WaitUntil(_waitingSince + _waitMs);
        }
        return MergeChoice.Take(first, limit.Time == long.MaxValue || first < limitInput ? limit.Time : limit.Time - 1);
    }

    private enum HeadKind : byte
    {
        Awaited,
        CaughtUp,
        Present,
    }

    private readonly record struct Head(HeadKind Kind, long Time);
}

/// <summary>What the merge chose.</summary>
/// <param name="Input">The input to take from; -1 where there is nothing to take now.</param>
/// <param name="Bound">
/// Of an input: it stays the choice while its heads are at most this event time and no other input's head changes. Of a
/// wait: when it is over, by the caller's clock; the maximum where nothing is buffered at all.
/// </param>
public readonly record struct MergeChoice(int Input, long Bound)
{
    /// <summary>Nothing is buffered.</summary>
    public static MergeChoice Nothing => new(-1, long.MaxValue);

    /// <summary>Whether there is an input to take from.</summary>
    public bool IsTake => Input >= 0;

    internal static MergeChoice Take(int input, long upTo) => new(input, upTo);

    internal static MergeChoice WaitUntil(long time) => new(-1, time);
}
