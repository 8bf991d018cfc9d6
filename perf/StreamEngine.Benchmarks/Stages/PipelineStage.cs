using StreamEngine.Commerce;
using StreamEngine.Commerce.Outputs;
using StreamEngine.Commerce.Policies;
using StreamEngine.Core.Inputs;
using StreamEngine.Core.Tasks;
using StreamEngine.Runtime.Ledger;
using StreamEngine.Runtime.Tasks;
using StreamEngine.Schemas.Framing;

namespace StreamEngine.Benchmarks.Stages;

/// <summary>
/// The whole: a task as the drivers step it, with its ledger. Its outputs are counted, or encoded as JSON.
/// </summary>
public sealed class PipelineStage : Stage
{
    private readonly ShopTask _shop;
    private readonly StreamTask _task;
    private readonly LedgerColumns _ledger = new();

    public PipelineStage(bool json)
    {
        var time = new ShopTime();
        _shop = new ShopTask(
            new ShopPolicy(), time, new WriterSchemas(), batch => json ? new JsonOutput(batch) : new CountingOutput(),
            isSaved: false);
        _task = new StreamTask(_shop, new TaskClock(1, time.OutOfOrdernessMs), _ => 0, OnFate);
    }

    /// <inheritdoc/>
    public override int Customers => _shop.Pipeline.Process.Load.Keys;

    /// <summary>How many figures of windows are kept.</summary>
    public int Figures => _shop.Pipeline.Totals.Count;

    /// <inheritdoc/>
    public override void Run(RecordBatch batch)
    {
        for (var i = 0; i < batch.Count; i++) _task.Step(batch, batch[i]);
        _task.CatchUp();
        Result += _shop.Outputs.Bytes;
        _shop.Outputs.Clear();
    }

    /// <inheritdoc/>
    public override void Dispose()
    {
        _task.Dispose();
        base.Dispose();
    }

    private void OnFate(in RecordFate fate, ReadOnlySpan<byte> value) =>
        _ledger.CountFate(fate.Kind, fate.Reason, fate.Weight);

    private sealed class CountingOutput : IShopOutput
    {
        public long Count { get; private set; }

        public void Publish(SessionRecord session) => Count++;

        public void Publish(TriggerRecord trigger) => Count++;

        public void Publish(DecisionRecord decision) => Count++;
    }
}
