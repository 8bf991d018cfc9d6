using StreamEngine.Commerce;
using StreamEngine.Commerce.Customers;
using StreamEngine.Commerce.Events;
using StreamEngine.Commerce.Policies;
using StreamEngine.Core.Inputs;
using StreamEngine.Core.Keyed;
using StreamEngine.Schemas.Framing;

namespace StreamEngine.Benchmarks.Stages;

/// <summary>
/// Ingress, the look-up of the customer, reordering, deduplication and the customer's log; no operator.
/// </summary>
public sealed class KeyedStage : Stage
{
    private readonly Ingress _ingress;
    private readonly long _outOfOrdernessMs;
    private readonly KeyedProcess<Customer, ShopEvent> _process;

    public KeyedStage()
    {
        var policy = new ShopPolicy();
        var time = new ShopTime();
        _ingress = new Ingress(new WriterSchemas(), time);
        _outOfOrdernessMs = time.OutOfOrdernessMs;
        var logic = new CustomerLogic(new PolicyHistory(policy), new TextPool());
        _process = new KeyedProcess<Customer, ShopEvent>(logic, time.ToKeyedOptions(policy), () => new ShopEvent());
    }

    /// <inheritdoc/>
    public override int Customers => _process.Load.Keys;

    /// <inheritdoc/>
    public override void Run(RecordBatch batch)
    {
        for (var i = 0; i < batch.Count; i++)
        {
            var next = _process.Next;
            if (_ingress.Read(batch, batch[i], next) is not null) continue;
            var time = next.Time;
            _process.Add(_ingress.Key);
            _process.AdvanceTo(time - _outOfOrdernessMs);
        }
    }

    /// <inheritdoc/>
    public override void Dispose()
    {
        _process.Dispose();
        base.Dispose();
    }
}
