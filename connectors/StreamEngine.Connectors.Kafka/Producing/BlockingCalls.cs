using StreamEngine.Core.Log;

namespace StreamEngine.Connectors.Kafka;

/// <summary>
/// The calls of one producer that wait for the broker, each on a thread of the pool, one at a time. A call that
/// outlasts its time is given up: librdkafka does not keep the time-out of SendOffsetsToTransaction while a
/// coordinator does not answer (confluentinc/librdkafka, issue 5456), and a worker that waits for it would stand still
/// for ever.
/// </summary>
internal sealed class BlockingCalls
{
    private Task _last = Task.CompletedTask;

    /// <summary>Whether a call that was given up has not returned yet; nobody may touch the producer before.</summary>
    public bool IsStuck => !_last.IsCompleted;

    /// <summary>Ends when the last call returns, whatever came of it.</summary>
    public Task Returned => _last.ContinueWith(
        static _ => { }, CancellationToken.None, TaskContinuationOptions.None, TaskScheduler.Default);

    /// <summary>Makes a call.</summary>
    /// <param name="call">The call, which keeps to the time-out where the library does.</param>
    /// <param name="timeout">Its time-out.</param>
    /// <param name="overdue">What it means when it does not return.</param>
    public async Task<LogResult> RunAsync(Func<LogResult> call, TimeSpan timeout, LogOutcome overdue)
    {
        var running = Task.Run(call);
        _last = running;
        try
        {
            return await running.WaitAsync(timeout + Limits.OverdueCall).ConfigureAwait(false);
        }
        catch (TimeoutException) when (!running.IsCompleted)
        {
            return new LogResult(overdue, new LogFault(
                LogFaultKind.Unreachable, 0, $"The client library has not returned from a call of at most {timeout}."));
        }
    }
}
