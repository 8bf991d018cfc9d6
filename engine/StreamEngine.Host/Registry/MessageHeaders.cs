using StreamEngine.Core.Log;
using StreamEngine.Host.Configuration;
using StreamEngine.Schemas.Framing;
using StreamEngine.Schemas.Model;

namespace StreamEngine.Host.Registry;

/// <summary>
/// The headers of what is written: fingerprints, or the ids that a registry gave, each schema under the subject
/// <c>TOPIC-value</c>.
/// </summary>
public sealed class MessageHeaders
{
    private readonly Dictionary<RecordSchema, MessageHeader>? _registered;

    private MessageHeaders(Dictionary<RecordSchema, MessageHeader>? registered) => _registered = registered;

    /// <summary>Headers with fingerprints.</summary>
    public static MessageHeaders SingleObject { get; } = new(null);

    /// <summary>The header of records of that schema.</summary>
    public MessageHeader Of(RecordSchema schema) =>
        _registered is null ? MessageHeader.SingleObject(schema) : _registered[schema];

    /// <summary>Asks the registry for the schemas of those topics; fingerprints where there is none.</summary>
    /// <param name="registry">The registry; null where none is configured.</param>
    /// <param name="topics">The topics, and what they carry.</param>
    /// <param name="cancellationToken">Ends the asking.</param>
    public static async Task<MessageHeaders> FindAsync(SchemaRegistryClient? registry,
        IEnumerable<(string Topic, RecordSchema Schema)> topics, CancellationToken cancellationToken)
    {
        if (registry is null) return SingleObject;
        var registered = new Dictionary<RecordSchema, MessageHeader>();
        foreach (var (topic, schema) in topics)
        {
            var id = await registry.IdOfAsync($"{topic}-value", schema, cancellationToken).ConfigureAwait(false);
            registered[schema] = MessageHeader.Registry(id);
        }

        return new MessageHeaders(registered);
    }

    /// <summary>The input topics and their schemas.</summary>
    public static IEnumerable<(string Topic, RecordSchema Schema)> Inputs(TopicNames names)
    {
        yield return (names.Clickstream, ShopSchemas.ClickEvent);
        yield return (names.Carts, ShopSchemas.CartEvent);
        yield return (names.Orders, ShopSchemas.OrderEvent);
        if (names.Customers is { } customers) yield return (customers, ShopSchemas.CustomerEvent);
    }

    /// <summary>The output topics and their schemas.</summary>
    public static IEnumerable<(string Topic, RecordSchema Schema)> Outputs(TopicNames names) =>
    [
        (names.Sessions, ShopSchemas.Session), (names.Triggers, ShopSchemas.AbandonmentTrigger),
        (names.Decisions, ShopSchemas.Decision), (names.Kpis, ShopSchemas.Kpi),
    ];
}
