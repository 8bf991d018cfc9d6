using StreamEngine.Core.Inputs;
using StreamEngine.Core.Tasks;

namespace StreamEngine.Commerce.Persistence;

/// <summary>What the shop's pipeline keeps, as records: one a customer and one a window of a figure.</summary>
internal sealed class ShopState : ITaskState
{
    private readonly ShopPipeline _pipeline;

    public ShopState(ShopPipeline pipeline) => _pipeline = pipeline;

    /// <inheritdoc/>
    public int LogicVersion => 1;

    /// <inheritdoc/>
    public long ChangedBytes => 0;

    /// <inheritdoc/>
    public StateSize Size => new(_pipeline.Process.Load.Keys, 0, 0, 0, 0);

    /// <inheritdoc/>
    public void TakeChanges(StateRecordHandler changed) =>
        throw new NotSupportedException("the shop's state has no records yet");

    /// <inheritdoc/>
    public void Load(ReadOnlySpan<byte> key, ReadOnlySpan<byte> value) =>
        throw new NotSupportedException("the shop's state has no records yet");

    /// <inheritdoc/>
    public void Resume(long position) => throw new NotSupportedException("the shop's state has no records yet");

    /// <inheritdoc/>
    public ValueTask<long> MakeResidentAsync(RecordBatch batch, int from, int count, long watermark) =>
        ValueTask.FromResult(watermark);

    /// <inheritdoc/>
    public void Shrink()
    {
    }
}
