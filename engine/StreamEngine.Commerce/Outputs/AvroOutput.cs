using StreamEngine.Core.Tasks;

namespace StreamEngine.Commerce.Outputs;

/// <summary>Encodes what is published as Avro messages into an output batch, keyed by the customer.</summary>
/// <param name="batch">Takes the records.</param>
/// <param name="avro">Writes them; one thread at a time.</param>
public sealed class AvroOutput(OutputBatch batch, ShopAvro avro) : IShopOutput
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
}
