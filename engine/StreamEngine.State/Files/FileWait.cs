namespace StreamEngine.State.Files;

/// <summary>
/// Waiting for a file operation where the caller cannot await: a bounded number of looks, with a pause between them
/// that the owner provides. Time itself is never asked.
/// </summary>
/// <param name="Attempts">Looks before the operation counts as hung; at least 1.</param>
/// <param name="Pause">Called between two looks with the number of the look.</param>
public sealed record FileWait(int Attempts, Action<int> Pause)
{
    /// <summary>Spins; <see cref="PhysicalFiles"/> never needs a second look.</summary>
    public static FileWait Spin { get; } = new(Limits.DefaultWaitAttempts, SpinOnce);

    // Both overloads ask for a result only when the operation is done, so nothing blocks.
#pragma warning disable VSTHRD002
    /// <summary>The result of the operation, or <see cref="IOException"/> when it hangs.</summary>
    public T Complete<T>(ValueTask<T> operation, string what)
    {
        if (operation.IsCompleted) return operation.GetAwaiter().GetResult();
        var task = operation.AsTask();
        Until(task, what);
        return task.GetAwaiter().GetResult();
    }

    /// <summary>Returns when the operation is done, or throws <see cref="IOException"/> when it hangs.</summary>
    public void Complete(ValueTask operation, string what)
    {
        if (operation.IsCompleted)
        {
            operation.GetAwaiter().GetResult();
            return;
        }
        var task = operation.AsTask();
        Until(task, what);
        task.GetAwaiter().GetResult();
    }

#pragma warning restore VSTHRD002

    private void Until(Task task, string what)
    {
        for (var attempt = 1; !task.IsCompleted; attempt++)
        {
            if (attempt >= Attempts) throw new IOException($"{what} hangs: not done after {attempt} looks.");
            Pause(attempt);
        }
    }

    private static void SpinOnce(int attempt)
    {
        var spinner = default(SpinWait);
        spinner.SpinOnce();
    }
}
