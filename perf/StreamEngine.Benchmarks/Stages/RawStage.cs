using System.IO.Hashing;
using StreamEngine.Core.Inputs;

namespace StreamEngine.Benchmarks.Stages;

/// <summary>
/// The baseline: every record is looked at and its bytes are hashed. What others cost is stated in relation to it.
/// </summary>
public sealed class RawStage : Stage
{
    /// <inheritdoc/>
    public override void Run(RecordBatch batch)
    {
        for (var i = 0; i < batch.Count; i++)
        {
            ref readonly var record = ref batch[i];
            Result += (long)XxHash3.HashToUInt64(batch.Key(record)) ^ (long)XxHash3.HashToUInt64(batch.Value(record));
        }
    }
}
