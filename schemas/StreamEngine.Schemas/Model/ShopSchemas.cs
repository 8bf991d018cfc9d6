using StreamEngine.Schemas.Events;

namespace StreamEngine.Schemas.Model;

/// <summary>The schemas of this version: those of the input topics, which are read, and those of the outputs.</summary>
public static class ShopSchemas
{
    /// <summary>Values of topic clickstream.</summary>
    public static RecordSchema ClickEvent { get; } = Load("ClickEvent");

    /// <summary>Values of topic carts.</summary>
    public static RecordSchema CartEvent { get; } = Load("CartEvent");

    /// <summary>Values of topic orders.</summary>
    public static RecordSchema OrderEvent { get; } = Load("OrderEvent");

    /// <summary>Values of topic customers.</summary>
    public static RecordSchema CustomerEvent { get; } = Load("CustomerEvent");

    /// <summary>Values of topic sessions.</summary>
    public static RecordSchema Session { get; } = Load("Session");

    /// <summary>Values of topic abandonment-triggers.</summary>
    public static RecordSchema AbandonmentTrigger { get; } = Load("AbandonmentTrigger");

    /// <summary>Values of topic decisions.</summary>
    public static RecordSchema Decision { get; } = Load("Decision");

    /// <summary>Values of topic kpis.</summary>
    public static RecordSchema Kpi { get; } = Load("Kpi");

    /// <summary>Values of the internal topic streamengine.kpi-partials.</summary>
    public static RecordSchema FigurePartial { get; } = Load("FigurePartial");

    /// <summary>Every schema of this version.</summary>
    public static IReadOnlyList<RecordSchema> All { get; } =
        [ClickEvent, CartEvent, OrderEvent, CustomerEvent, Session, AbandonmentTrigger, Decision, Kpi, FigurePartial];

    /// <summary>The schema of the values of an input topic.</summary>
    public static RecordSchema Of(EventTopic topic) => topic switch
    {
        EventTopic.Customers => CustomerEvent,
        EventTopic.Clickstream => ClickEvent,
        EventTopic.Carts => CartEvent,
        EventTopic.Orders => OrderEvent,
        _ => throw new ArgumentOutOfRangeException(nameof(topic), topic, "There is no such topic."),
    };

    private static RecordSchema Load(string name) => RecordSchema.Parse(Resources.Text($"avro/{name}.avsc"));
}
