using StreamEngine.Core.Inputs;
using StreamEngine.Core.Log;
using StreamEngine.Core.Tasks;
using StreamEngine.Core.Time;

namespace StreamEngine.Runtime.Tasks;

/// <summary>
/// The tasks of one reader, one a partition: each record goes to the task of its key, and all go by one watermark, the
/// reader's. What comes out for a key does not depend on how many tasks there are.
/// </summary>
public sealed class TaskGroup : IDisposable
{
    private readonly StreamTask[] _tasks;
    private readonly Action<OutputBatch> _publish;

    /// <param name="partitions">How many tasks, at least 1.</param>
    /// <param name="outOfOrdernessMs">How far the watermark stays behind the highest event time.</param>
    /// <param name="pipeline">Makes the pipeline of a partition.</param>
    /// <param name="fate">Told of each record's fate.</param>
    /// <param name="publish">Takes what a task published; the batch is emptied afterwards.</param>
    public TaskGroup(
        int partitions, long outOfOrdernessMs, Func<int, ITaskPipeline> pipeline, RecordFateHandler fate,
        Action<OutputBatch> publish)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(partitions, 1);
        Clock = new TaskClock(1, outOfOrdernessMs);
        _publish = publish;
        _tasks = new StreamTask[partitions];
        for (var i = 0; i < partitions; i++) _tasks[i] = new StreamTask(pipeline(i), Clock, _ => 0, fate);
    }

    /// <summary>The watermark that all tasks share.</summary>
    public TaskClock Clock { get; }

    /// <summary>The tasks, by partition.</summary>
    public IReadOnlyList<StreamTask> Tasks => _tasks;

    /// <summary>Gives each record of a batch to its task, then moves all tasks on to the watermark.</summary>
    public void Step(RecordBatch batch)
    {
        for (var i = 0; i < batch.Count; i++)
        {
            ref readonly var record = ref batch[i];
            var task = _tasks[PartitionOf(batch.Key(record))];
            task.Step(batch, record);
            Publish(task);
        }

        CatchUp();
    }

    /// <summary>Moves the watermark and all tasks on: the end of the input, or of time.</summary>
    public void AdvanceTo(long watermark)
    {
        Clock.AdvanceTo(watermark);
        CatchUp();
    }

    /// <summary>
    /// Applies every event taken in and every timer due by the highest event time, and nothing later.
    /// </summary>
    public void SettleInput() => AdvanceTo(EventTime.Plus(Clock.HighestEventTime, 1));

    /// <inheritdoc/>
    public void Dispose()
    {
        foreach (var task in _tasks) task.Dispose();
    }

    private int PartitionOf(ReadOnlySpan<byte> key) => _tasks.Length == 1
        ? 0
        : Partitioner.Of(PartitionerKind.Murmur2, key, isNull: false, _tasks.Length);

    private void CatchUp()
    {
        foreach (var task in _tasks)
        {
            task.CatchUp();
            Publish(task);
        }
    }

    private void Publish(StreamTask task)
    {
        var outputs = task.Pipeline.Outputs;
        if (outputs.Count == 0) return;
        _publish(outputs);
        outputs.Clear();
    }
}
