namespace StreamEngine.Simulation;

/// <summary>
/// One thread, one seed, one virtual clock: everything that waits is woken here, in an order that the seed alone
/// decides.
/// </summary>
public sealed class SimulatedWorld
{
    private readonly List<TaskCompletionSource> _ready = [];
    private readonly PriorityQueue<TaskCompletionSource, (long At, long Order)> _timers = new();
    private readonly SimulatedClock _clock;
    private long _order;

    /// <param name="seed">Decides everything that chance decides.</param>
    /// <param name="start">The time at the beginning, ms since the epoch.</param>
    public SimulatedWorld(ulong seed, long start)
    {
        Chance = new Chance(seed);
        _clock = new SimulatedClock(start);
    }

    /// <summary>The seeded chance.</summary>
    public Chance Chance { get; }

    /// <summary>The virtual wall clock.</summary>
    public TimeProvider Clock => _clock;

    /// <summary>The time now, ms since the epoch.</summary>
    public long Now => _clock.Now;

    /// <summary>How many steps were taken.</summary>
    public long Steps { get; private set; }

    /// <summary>Lets others go first.</summary>
    public Task YieldAsync()
    {
        var turn = new TaskCompletionSource();
        _ready.Add(turn);
        return turn.Task;
    }

    /// <summary>Waits for virtual time to pass.</summary>
    public Task WaitAsync(long ms)
    {
        if (ms <= 0) return YieldAsync();
        var turn = new TaskCompletionSource();
        _timers.Enqueue(turn, (Now + ms, _order++));
        return turn.Task;
    }

    /// <summary>Runs until the condition holds. False where so much virtual time passed without it.</summary>
    /// <param name="isDone">The condition, looked at after each step.</param>
    /// <param name="limitMs">How much virtual time may pass.</param>
    public bool Run(Func<bool> isDone, long limitMs)
    {
        // Under a context of somebody else continuations would go elsewhere instead of running here and now.
        var context = SynchronizationContext.Current;
        SynchronizationContext.SetSynchronizationContext(null);
        try
        {
            return RunHere(isDone, limitMs);
        }
        finally
        {
            SynchronizationContext.SetSynchronizationContext(context);
        }
    }

    private bool RunHere(Func<bool> isDone, long limitMs)
    {
        var deadline = Now + limitMs;
        while (!isDone())
        {
            Steps++;
            if (_ready.Count > 0)
            {
                var index = Chance.Below(_ready.Count);
                var turn = _ready[index];
                _ready.RemoveAt(index);
                turn.SetResult();
                // Work takes time: without it a loop that always has something to do would stop the clock.
                if (Steps % 16 == 0) _clock.Now++;
                continue;
            }

            if (!_timers.TryPeek(out _, out var due) || due.At > deadline)
            {
                _clock.Now = Math.Max(_clock.Now, deadline);
                return isDone();
            }

            _clock.Now = Math.Max(_clock.Now, due.At);
            _timers.Dequeue().SetResult();
        }

        return true;
    }

    private sealed class SimulatedClock(long start) : TimeProvider
    {
        public long Now { get; set; } = start;

        public override long TimestampFrequency => 1000;

        public override DateTimeOffset GetUtcNow() => DateTimeOffset.FromUnixTimeMilliseconds(Now);

        public override long GetTimestamp() => Now;
    }
}
