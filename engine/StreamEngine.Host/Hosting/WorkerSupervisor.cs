using StreamEngine.Host.Commands;
using StreamEngine.Host.Logging;
using StreamEngine.Runtime.Status;
using StreamEngine.Runtime.Workers;

namespace StreamEngine.Host.Hosting;

/// <summary>Keeps one worker going: where its log becomes unusable, a new one takes its place.</summary>
/// <param name="slot">The worker's number.</param>
/// <param name="make">Makes a worker.</param>
/// <param name="logger">Takes what happens.</param>
/// <param name="clock">The wall clock.</param>
internal sealed class WorkerSupervisor(int slot, Func<Worker> make, ILogger logger, TimeProvider clock)
{
    private Worker? _worker;

    /// <summary>What the worker does; may be read from any thread.</summary>
    public WorkerStatus Status => Volatile.Read(ref _worker)?.Status
        ?? new WorkerStatus { Slot = slot, Phase = WorkerPhase.Starting };

    /// <summary>Runs until told to stop. One that fails again and again ends all of them.</summary>
    /// <exception cref="CommandFailedException">The worker failed too often.</exception>
    public async Task RunAsync(CancellationTokenSource all)
    {
        for (var failures = 0; ;)
        {
            var started = clock.GetTimestamp();
            try
            {
                var worker = make();
                Volatile.Write(ref _worker, worker);
                await worker.RunAsync(all.Token).ConfigureAwait(false);
                return;
            }
            catch (Exception e) when (e is not OperationCanceledException || !all.IsCancellationRequested)
            {
                if (clock.GetElapsedTime(started) > Limits.WorkerIsWellAfter) failures = 0;
                if (++failures == Limits.MaxWorkerFailures)
                {
                    logger.WorkerGivenUp(slot, failures, e.Message);
                    await all.CancelAsync().ConfigureAwait(false);
                    throw new CommandFailedException($"Worker {slot} failed {failures} times in a row: {e.Message}");
                }

                var pause = TimeSpan.FromSeconds(Math.Pow(2, failures - 1));
                logger.WorkerFailed(slot, e.Message, pause.TotalSeconds);
                await Task.Delay(pause, clock, all.Token).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
                if (all.IsCancellationRequested) return;
            }
        }
    }
}
