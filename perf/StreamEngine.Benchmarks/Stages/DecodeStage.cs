using StreamEngine.Commerce.Events;
using StreamEngine.Core.Inputs;
using StreamEngine.Schemas.Events;
using StreamEngine.Schemas.Framing;

namespace StreamEngine.Benchmarks.Stages;

/// <summary>Decoding alone: Avro into the pooled event of the pipeline.</summary>
public sealed class DecodeStage : Stage
{
    private readonly EventDecoder _decoder = new(new WriterSchemas());
    private readonly ShopEvent _event = new();

    /// <inheritdoc/>
    public override void Run(RecordBatch batch)
    {
        for (var i = 0; i < batch.Count; i++)
        {
            ref readonly var record = ref batch[i];
            _event.Clear();
            var target = new EventTarget(_event);
            if (!_decoder.Decode((EventTopic)record.Input, batch.Value(record), ref target).IsSuccess)
                throw new InvalidOperationException("a record of the workload cannot be decoded");
            Result += _event.Time;
        }
    }
}
