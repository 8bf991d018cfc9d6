using StreamEngine.Core.Inputs;

namespace StreamEngine.Connectors.Files.Sources;

/// <summary>
/// Records in the order of their delivery, with the rows that were refused or filtered since the last batch. It may
/// hold no record at all: then it shows progress. It is meant to be reused.
/// </summary>
public sealed class FileBatch
{
    private readonly List<FileReject> _rejects = [];
    private readonly List<FilteredRows> _filtered = [];

    /// <summary>
    /// The records. Input is the <see cref="Schemas.Events.EventTopic"/>, Source the place of the file in
    /// <see cref="FileSource.Files"/>, Position the line of the (first) row, Weight the number of rows, the key the
    /// customer key, the value an event in Avro single-object encoding.
    /// </summary>
    public RecordBatch Records { get; } = new();

    /// <summary>Rows that were refused.</summary>
    public IReadOnlyList<FileReject> Rejects => _rejects;

    /// <summary>Rows that carry nothing, added up by input and reason.</summary>
    public IReadOnlyList<FilteredRows> Filtered => _filtered;

    /// <summary>How many bytes of the files are read so far, as they lie on disk.</summary>
    public long BytesRead { get; internal set; }

    /// <summary>The size of all files, in bytes.</summary>
    public long BytesTotal { get; internal set; }

    /// <summary>True when it holds neither records nor rejects nor filtered rows.</summary>
    public bool IsEmpty => Records.Count == 0 && _rejects.Count == 0 && _filtered.Count == 0;

    internal bool IsFull => Records.Count >= Limits.MaxBatchRecords || Records.Bytes >= Limits.MaxBatchBytes;

    internal void Clear()
    {
        Records.Clear();
        _rejects.Clear();
        _filtered.Clear();
    }

    internal void Take(Streams.Outcomes outcomes) => outcomes.MoveTo(_rejects, _filtered);
}
