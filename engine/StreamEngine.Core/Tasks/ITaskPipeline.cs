using StreamEngine.Core.Inputs;

namespace StreamEngine.Core.Tasks;

/// <summary>
/// What a task runs: a pipeline over its input streams. Pure: no clock, no I/O; what it publishes and what became of
/// the records comes back through <see cref="Outputs"/> and <see cref="Fate"/>.
/// </summary>
public interface ITaskPipeline : IDisposable
{
    /// <summary>What was published since the driver emptied it.</summary>
    OutputBatch Outputs { get; }

    /// <summary>What the pipeline keeps, as records.</summary>
    ITaskState State { get; }

    /// <summary>Told of each record's fate; set by the driver.</summary>
    RecordFateHandler? Fate { get; set; }

    /// <summary>
    /// Takes a record in. Returns its event time where it moves the watermark, null where it does not (refused, late).
    /// </summary>
    /// <param name="batch">The batch that owns the record's bytes.</param>
    /// <param name="record">The record.</param>
    /// <param name="watermark">The watermark before this record.</param>
    long? Take(RecordBatch batch, in InputRecord record, long watermark);

    /// <summary>
    /// Takes a record in again that was taken before a snapshot, after the state of the snapshot was loaded: it waits
    /// for the watermark once more if it waited then, and nothing else happens. Tells whether it waits.
    /// </summary>
    bool Retake(RecordBatch batch, in InputRecord record);

    /// <summary>Folds what waits before the watermark and settles the timers due before it.</summary>
    void AdvanceTo(long watermark);

    /// <summary>The earliest due timer; Max where none is armed. May be too early, never too late.</summary>
    long NextDue { get; }

    /// <summary>The earliest event that waits for the watermark; Max where none does.</summary>
    long NextWaiting { get; }

    /// <summary>Tells the wall clock, ms since the epoch; without it nothing depends on one.</summary>
    void Tick(long now);
}
