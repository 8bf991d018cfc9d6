using StreamEngine.Connectors.Files.Rows;
using StreamEngine.Connectors.Files.Sources;

namespace StreamEngine.Connectors.Files.Streams;

/// <summary>
/// Rejects and filtered rows that wait for the next batch, how much work the batch at hand may still do, and the first
/// failure of a file.
/// </summary>
internal sealed class Outcomes
{
    private readonly Queue<FileReject> _rejects = new();
    private readonly List<FilteredRows> _filtered = [];
    private int _stepBytes;

    /// <summary>True when streams should pause and the batch be delivered.</summary>
    public bool IsStepDone => _stepBytes <= 0 || _rejects.Count >= Limits.MaxBatchRejects;

    /// <summary>How far the files are read.</summary>
    public ReadProgress Progress { get; } = new();

    /// <summary>The failure with which the run ends once all that could be read is delivered.</summary>
    public FileSourceException? Failure { get; private set; }

    /// <summary>A batch begins.</summary>
    public void BeginStep() => _stepBytes = Limits.MaxStepBytes;

    /// <summary>Counts work done.</summary>
    public void Spend(int bytes) => _stepBytes -= bytes + 1;

    public void Reject(
        RejectReason reason, string message, in RowPosition at, int weight, ReadOnlySpan<byte> payload) =>
        _rejects.Enqueue(new FileReject
        {
            Input = at.Input,
            File = at.File,
            Line = at.Line,
            Reason = reason,
            Message = message,
            Payload = (reason == RejectReason.TooLarge ? Beginning(payload) : payload).ToArray(),
            Weight = weight,
        });

    public void Filtered(string reason, int input, int weight)
    {
        for (var i = 0; i < _filtered.Count; i++)
        {
            var known = _filtered[i];
            if (known.Input != input || !string.Equals(known.Reason, reason, StringComparison.Ordinal)) continue;
            _filtered[i] = known with { Weight = known.Weight + weight };
            return;
        }
        _filtered.Add(new FilteredRows(input, reason, weight));
    }

    public void Fail(FileSourceException failure) => Failure ??= failure;

    /// <summary>Moves what waits into a batch, as much as one holds.</summary>
    public void MoveTo(List<FileReject> rejects, List<FilteredRows> filtered)
    {
        while (rejects.Count < Limits.MaxBatchRejects && _rejects.TryDequeue(out var reject)) rejects.Add(reject);
        filtered.AddRange(_filtered);
        _filtered.Clear();
    }

    private static ReadOnlySpan<byte> Beginning(ReadOnlySpan<byte> payload) =>
        payload[..Math.Min(payload.Length, Limits.MaxEvidenceBytes)];
}
