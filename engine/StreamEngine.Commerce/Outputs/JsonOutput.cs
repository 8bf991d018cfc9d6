using System.Text;
using StreamEngine.Commerce.Kpis;
using StreamEngine.Commerce.Kpis.Live;
using StreamEngine.Core.Tasks;

namespace StreamEngine.Commerce.Outputs;

/// <summary>Encodes what is published as JSON into an output batch.</summary>
public sealed class JsonOutput(OutputBatch batch) : IShopOutput, IKpiOutput, IDisposable
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
    public void Publish(KpiRecord line)
    {
        batch.Begin(Encoding.UTF8.GetBytes(KpiKey.Of(line)));
        _json.Write(line, batch.Writer);
        batch.End(ShopStreams.Kpis);
    }

    /// <inheritdoc/>
    public void Withdraw(string key)
    {
        batch.Begin(Encoding.UTF8.GetBytes(key));
        batch.End(ShopStreams.Kpis);
    }

    /// <inheritdoc/>
    public void Dispose() => _json.Dispose();
}
