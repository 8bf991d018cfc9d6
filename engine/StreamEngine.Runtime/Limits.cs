namespace StreamEngine.Runtime;

/// <summary>Every limit of the runtime.</summary>
internal static class Limits
{
    /// <summary>Most inputs of a task: the journal numbers them in five bits beside its other entries.</summary>
    public const int Inputs = 16;

    /// <summary>The largest policy document that is journaled, in bytes.</summary>
    public const int PolicyBytes = 64 * 1024;

    /// <summary>Most records of one chunk of a queue.</summary>
    public const int ChunkRecords = 2048;

    /// <summary>Bytes from which on a chunk of a queue takes no more records.</summary>
    public const int ChunkBytes = 256 * 1024;

    /// <summary>Emptied chunks that a queue keeps for reuse.</summary>
    public const int SpareChunks = 4;

    /// <summary>Most records that are stepped without a look at the clock or the group.</summary>
    public const int SliceRecords = 4096;

    /// <summary>How far ahead of the watermark customers with something due are brought into memory, ms.</summary>
    public const long ForesightMs = 3_600_000;

    /// <summary>How long a task is stepped before the group is looked at again, ms.</summary>
    public const long SliceMs = 50;

    /// <summary>How long the poll waits at most, ms: waking up often costs little, a late commit more.</summary>
    public const long LongestPollMs = 100;

    /// <summary>How long the poll waits while a task waits for another input's records, ms.</summary>
    public const long WaitingPollMs = 20;

    /// <summary>How often the wall clock is told while there is something to do, ms.</summary>
    public const long TickMs = 1_000;

    /// <summary>How often the ends of the inputs are asked for, ms.</summary>
    public const long EndsEveryMs = 5_000;

    /// <summary>How often the status is made anew, ms.</summary>
    public const long StatusEveryMs = 250;

    /// <summary>
    /// How long a worker may be silent before it counts as hanging, in milliseconds: longer than any call to the log.
    /// </summary>
    public const long SilentWorkerMs = 30_000;

    /// <summary>The longest pause between two tries, ms.</summary>
    public const long LongestPauseMs = 5_000;

    /// <summary>How often a task is restored without having got any further, before it is parked.</summary>
    public const int RestoreAttempts = 3;

    /// <summary>How long a parked task rests before it is tried again, ms.</summary>
    public const long ParkedMs = 60_000;

    /// <summary>How often a task that is parked for a divergence looks whether it was accepted, ms.</summary>
    public const long AcceptanceEveryMs = 5_000;

    /// <summary>Records of one read while restoring.</summary>
    public const int ReadRecords = 20_000;

    /// <summary>Bytes of a mirror that one step of a restore reads, about.</summary>
    public const long MirrorSliceBytes = 4 * 1024 * 1024;

    /// <summary>How far from its end the last record of the changelog is looked for.</summary>
    public const int TailRecords = 64;

    /// <summary>How long a message about a refused record may be, in characters.</summary>
    public const int MessageCharacters = 1_000;

    /// <summary>The largest record of the journal or the changelog, in bytes.</summary>
    public const int RecordBytes = 15 * 1024 * 1024;
}
