using System.Text;
using StreamEngine.Commerce.Kpis;
using StreamEngine.Commerce.Kpis.Live;
using StreamEngine.Core.Tasks;

namespace StreamEngine.Commerce.Outputs;

/// <summary>
/// Encodes what is published as Avro messages into an output batch, keyed by the customer; KPI lines by their key.
/// </summary>
/// <param name="batch">Takes the records.</param>
/// <param name="avro">Writes them; one thread at a time.</param>
public sealed class AvroOutput(OutputBatch batch, ShopAvro avro) : IShopOutput, IKpiOutput
{
    /// <inheritdoc/>
    public void Publish(SessionRecord session)
    {
        batch.Begin(session.CustomerKey);
        avro.Write(session, batch.Writer);
        batch.End(ShopStreams.Sessions);
    }

    /// <inheritdoc/>
    public void Publish(TriggerRecord trigger)
    {
        batch.Begin(trigger.CustomerKey);
        avro.Write(trigger, batch.Writer);
        batch.End(ShopStreams.Triggers);
    }

    /// <inheritdoc/>
    public void Publish(DecisionRecord decision)
    {
        batch.Begin(decision.CustomerKey);
        avro.Write(decision, batch.Writer);
        batch.End(ShopStreams.Decisions);
    }

    /// <inheritdoc/>
    public void Publish(KpiRecord line)
    {
        batch.Begin(Encoding.UTF8.GetBytes(KpiKey.Of(line)));
        avro.Write(line, batch.Writer);
        batch.End(ShopStreams.Kpis);
    }

    /// <inheritdoc/>
    public void Withdraw(string key)
    {
        batch.Begin(Encoding.UTF8.GetBytes(key));
        batch.End(ShopStreams.Kpis);
    }
}
