using Avro;
using StreamEngine.Schemas.Model;

namespace StreamEngine.Schemas.Events;

/// <summary>The index of each event type among the symbols of its topic's schema.</summary>
internal static class EventSymbols
{
    private static readonly int[][] Indexes = [.. System.Enum.GetValues<EventTopic>().Select(Table)];

    /// <summary>The index of the type's symbol; negative when the topic has no such type.</summary>
    internal static int IndexOf(EventTopic topic, EventType type)
    {
        var indexes = Indexes[(int)topic];
        return (int)type < indexes.Length ? indexes[(int)type] : -1;
    }

    private static int[] Table(EventTopic topic)
    {
        var symbols = ((EnumSchema)ShopSchemas.Of(topic).Model["type"].Schema).Symbols;
        var types = System.Enum.GetValues<EventType>();
        var table = new int[(int)types.Max() + 1];
        Array.Fill(table, -1);
        foreach (var type in types) table[(int)type] = symbols.IndexOf(EventFields.Symbol(type.ToString()));
        return table;
    }
}
