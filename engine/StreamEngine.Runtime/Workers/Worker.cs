using StreamEngine.Core.Log;
using StreamEngine.Core.State;
using StreamEngine.Core.Tasks;
using StreamEngine.Runtime.Status;

namespace StreamEngine.Runtime.Workers;

/// <summary>Makes the pipeline of a task.</summary>
public delegate ITaskPipeline PipelineFactory(int partition);

/// <summary>
/// One loop over one consumer and one transactional producer, with the tasks that the group assigns to it: exactly once
/// from
/// topics to topics.
/// </summary>
public sealed class Worker
{
    private readonly ILogClient _log;
    private readonly WorkerOptions _options;
    private readonly PipelineFactory _pipelines;
    private readonly TimeProvider _clock;
    private readonly IWorkerObserver _observer;
    private readonly ISnapshotMirrors? _mirrors;
    private WorkerStatus _status;

    /// <param name="log">The log; stays the caller's.</param>
    /// <param name="options">What to do.</param>
    /// <param name="pipelines">Makes the pipeline of a task.</param>
    /// <param name="clock">The wall clock. What reaches a pipeline of it is journaled.</param>
    /// <param name="observer">Told of what happens.</param>
    /// <param name="mirrors">Keeps copies of snapshots on this machine; null: nobody does.</param>
    /// <exception cref="ArgumentException">The options make no sense.</exception>
    public Worker(
        ILogClient log, WorkerOptions options, PipelineFactory pipelines, TimeProvider clock,
        IWorkerObserver? observer = null, ISnapshotMirrors? mirrors = null)
    {
        _mirrors = mirrors;
        options.Validate();
        (_log, _options, _pipelines, _clock) = (log, options, pipelines, clock);
        _observer = observer ?? NoObserver.Instance;
        _status = new WorkerStatus { Slot = options.Slot, Phase = WorkerPhase.Starting };
    }

    /// <summary>What it is doing; may be read from any thread.</summary>
    public WorkerStatus Status => Volatile.Read(ref _status);

    /// <summary>
    /// Runs until told to stop: then it finishes the batch, commits, closes with a snapshot and leaves the group.
    /// </summary>
    /// <exception cref="LogException">The log is unusable; start again with a new worker.</exception>
    public async Task RunAsync(CancellationToken stop)
    {
        var loop = new WorkerLoop(
            _log, _options, _pipelines, _clock, _observer, _mirrors, status => Volatile.Write(ref _status, status));
        await using (loop.ConfigureAwait(false))
        {
            try
            {
                await loop.RunAsync(stop).ConfigureAwait(false);
                Volatile.Write(ref _status, Status with { Phase = WorkerPhase.Stopped, Tasks = [] });
            }
            catch (Exception exception)
            {
                Volatile.Write(ref _status, Status with { Phase = WorkerPhase.Failed, Problem = exception.Message });
                throw;
            }
        }
    }
}
