using StreamEngine.Schemas.Events;

namespace StreamEngine.Oracle.Admission;

/// <summary>An acceptable record: where it stood in the input, what it says and whose it is.</summary>
internal sealed record Input(int Position, EventData Data, string CustomerKey) : IComparable<Input>
{
    public long Time => Data.EventTime;

    public EventType Type => Data.Type;

    /// <summary>Domain 1, ties: the topic that the event belongs to is a matter of its type.</summary>
    public EventTopic Topic => TopicOf(Data.Type);

    /// <summary>Domain 11: placed without orderId, its eventId is the order id.</summary>
    public string? OrderId => Data.OrderId ?? (Type == EventType.Placed ? Data.EventId : null);

    public bool Equals(Input? other) => other?.Position == Position;

    public override int GetHashCode() => Position;

    public static EventTopic TopicOf(EventType type) => type switch
    {
        < EventType.Add => EventTopic.Clickstream,
        < EventType.Placed => EventTopic.Carts,
        < EventType.Identified => EventTopic.Orders,
        _ => EventTopic.Customers,
    };

    /// <summary>Domain 1: event time, then topic (customers, clickstream, carts, orders), then position.</summary>
    public int CompareTo(Input? other)
    {
        if (other is null) return 1;
        if (Time != other.Time) return Time.CompareTo(other.Time);
        return Topic != other.Topic ? Topic.CompareTo(other.Topic) : Position.CompareTo(other.Position);
    }
}
