using StreamEngine.Core;
using StreamEngine.Core.Inputs;
using StreamEngine.Core.Tasks;

namespace StreamEngine.Runtime.Tasks;

/// <summary>
/// One task: a pipeline stepped by a driver, record by record within a batch, batch by batch. It has no I/O: outputs
/// come back in the pipeline's output batch, fates through the handler.
/// </summary>
public sealed class StreamTask : IDisposable
{
    private readonly TaskClock _clock;
    private readonly Func<byte, int> _clockInput;

    /// <param name="pipeline">What the task runs.</param>
    /// <param name="clock">The watermark it goes by.</param>
    /// <param name="clockInput">Which of the clock's inputs a stream belongs to.</param>
    /// <param name="fate">Told of each record's fate.</param>
    public StreamTask(ITaskPipeline pipeline, TaskClock clock, Func<byte, int> clockInput, RecordFateHandler fate)
    {
        (Pipeline, _clock, _clockInput) = (pipeline, clock, clockInput);
        pipeline.Fate = fate;
    }

    /// <summary>What the task runs.</summary>
    public ITaskPipeline Pipeline { get; }

    /// <summary>
    /// Takes one record: time first moves on to the watermark, so that nothing depends on where a batch began.
    /// </summary>
    public void Step(RecordBatch batch, in InputRecord record)
    {
        var watermark = _clock.Watermark;
        Pipeline.AdvanceTo(watermark);
        if (Pipeline.Take(batch, record, watermark) is { } eventTime)
            _clock.Observe(_clockInput(record.Input), eventTime, record.Arrival);
    }

    /// <summary>
    /// Takes a policy document in: time first moves on to the watermark, from which on the document is in force.
    /// </summary>
    /// <exception cref="FormatException">It is no policy, or changes what a running task must keep.</exception>
    public void Adopt(ReadOnlyMemory<byte> document)
    {
        Pipeline.AdvanceTo(_clock.Watermark);
        Invariant.Require(Pipeline is ITaskPolicies, "the pipeline has a policy that can change");
        ((ITaskPolicies)Pipeline).Adopt(document);
    }

    /// <summary>Moves time on to the watermark without a record.</summary>
    public void CatchUp() => Pipeline.AdvanceTo(_clock.Watermark);

    /// <inheritdoc/>
    public void Dispose() => Pipeline.Dispose();
}
