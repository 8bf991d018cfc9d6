using StreamEngine.Connectors.Files.Json;
using StreamEngine.Schemas.Events;

namespace StreamEngine.Connectors.Files.Formats.Events;

/// <summary>The names of our own events in JSON.</summary>
internal static class EventNames
{
    public static readonly NameTable<EventProperty> Properties = NameTable<EventProperty>.OfEnum(_ => true);
    public static readonly NameTable<ContextProperty> Context = NameTable<ContextProperty>.OfEnum(_ => true);
    public static readonly NameTable<LineProperty> Line = NameTable<LineProperty>.OfEnum(_ => true);
    public static readonly NameTable<EventTopic> Topics = NameTable<EventTopic>.OfEnum(_ => true);
    public static readonly NameTable<EventType> Types = NameTable<EventType>.OfEnum(type => type != EventType.Unknown);
    public static readonly NameTable<Channel> Channels = NameTable<Channel>.OfEnum(_ => true);
    public static readonly NameTable<ErrorKind> ErrorKinds = NameTable<ErrorKind>.OfEnum(_ => true);

    /// <summary>The topic that a type belongs to.</summary>
    public static EventTopic TopicOf(EventType type) => type switch
    {
        < EventType.Add => EventTopic.Clickstream,
        < EventType.Placed => EventTopic.Carts,
        < EventType.Identified => EventTopic.Orders,
        _ => EventTopic.Customers,
    };
}
