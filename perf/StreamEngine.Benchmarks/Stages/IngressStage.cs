using StreamEngine.Commerce;
using StreamEngine.Commerce.Events;
using StreamEngine.Core.Inputs;
using StreamEngine.Schemas.Framing;

namespace StreamEngine.Benchmarks.Stages;

/// <summary>Decoding, validation, the customer's key, the list of bots.</summary>
public sealed class IngressStage : Stage
{
    private readonly Ingress _ingress = new(new WriterSchemas(), new ShopTime());
    private readonly ShopEvent _event = new();

    /// <inheritdoc/>
    public override void Run(RecordBatch batch)
    {
        for (var i = 0; i < batch.Count; i++)
        {
            if (_ingress.Read(batch, batch[i], _event) is null) Result += _ingress.Key.Length;
        }
    }
}
