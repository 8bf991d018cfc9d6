namespace StreamEngine.Connectors.Files;

/// <summary>Every bound of the files connector, in one place.</summary>
public static class Limits
{
    /// <summary>The longest line, in bytes; a longer one is <c>too_large</c> and never held whole.</summary>
    public const int MaxLineBytes = 1 << 20;

    /// <summary>How much of a line, row or group that is too large is kept as evidence, in bytes.</summary>
    public const int MaxEvidenceBytes = 4 * 1024;

    /// <summary>The most lines that one CSV row with line breaks inside quotes may take.</summary>
    public const int MaxRowLines = 16;

    /// <summary>The most columns of a CSV file.</summary>
    public const int MaxColumns = 256;

    /// <summary>The most rows of one grouped event; a larger group is <c>too_large</c>.</summary>
    public const int MaxGroupRows = 10_000;

    /// <summary>The most bytes of the rows of one grouped event; a larger group is <c>too_large</c>.</summary>
    public const int MaxGroupBytes = 8 << 20;

    /// <summary>How much of a refused group's rows is kept, in bytes.</summary>
    public const int MaxGroupEvidenceBytes = 64 * 1024;

    /// <summary>The most events of one line of a format whose lines hold several.</summary>
    public const int MaxEventsPerLine = 10_000;

    /// <summary>The most lines (products) of one event.</summary>
    public const int MaxEventLines = Schemas.Limits.Items;

    /// <summary>The most records of a batch.</summary>
    public const int MaxBatchRecords = 1000;

    /// <summary>A batch is full once it holds that many bytes; one record may exceed it.</summary>
    public const int MaxBatchBytes = 256 * 1024;

    /// <summary>The most rejects of a batch.</summary>
    public const int MaxBatchRejects = 256;

    /// <summary>How many bytes of rows one batch may consume, so that a caller can show progress or stop.</summary>
    public const int MaxStepBytes = 4 << 20;

    /// <summary>What is read from a file at once, in bytes.</summary>
    public const int ReadBufferBytes = 256 * 1024;

    /// <summary>Memory for sorting histories unless the options say otherwise, in bytes.</summary>
    public const long DefaultMemoryBudgetBytes = 256L << 20;

    /// <summary>The smallest memory budget, in bytes.</summary>
    public const long MinMemoryBudgetBytes = 64 * 1024;

    /// <summary>How many runs of one level are merged into one of the next.</summary>
    public const int MergeFanIn = 64;

    /// <summary>The buffer of a run that is written or read, in bytes.</summary>
    public const int RunBufferBytes = 64 * 1024;

    /// <summary>The most files of one input.</summary>
    public const int MaxFilesPerInput = 100_000;

    /// <summary>How deep a <c>**</c> of a glob descends.</summary>
    public const int MaxFolderDepth = 32;
}
