using StreamEngine.Core.Tasks;

namespace StreamEngine.Commerce.Outputs;

/// <summary>Encodes what is published as JSON into an output batch.</summary>
public sealed class JsonOutput(OutputBatch batch) : IShopOutput, IDisposable
{
    private readonly ShopJson _json = new();

    /// <inheritdoc/>
    public void Publish(SessionRecord session)
    {
        batch.Begin(session.CustomerKey);
        _json.Write(session, batch.Writer);
        batch.End(ShopStreams.Sessions);
    }

    /// <inheritdoc/>
    public void Publish(TriggerRecord trigger)
    {
        batch.Begin(trigger.CustomerKey);
        _json.Write(trigger, batch.Writer);
        batch.End(ShopStreams.Triggers);
    }

    /// <inheritdoc/>
    public void Publish(DecisionRecord decision)
    {
        batch.Begin(decision.CustomerKey);
        _json.Write(decision, batch.Writer);
        batch.End(ShopStreams.Decisions);
    }

    /// <inheritdoc/>
    public void Dispose() => _json.Dispose();
}
