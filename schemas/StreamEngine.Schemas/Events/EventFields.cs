using StreamEngine.Schemas.Reading;

namespace StreamEngine.Schemas.Events;

/// <summary>How the fields of the input schemas are named, numbered and valued.</summary>
public static class EventFields
{
    /// <summary>How many values <see cref="EventField"/> has: the length of an array indexed by it.</summary>
    public const int Count = (int)EventField.Spend + 1;

    /// <summary>The decimal places of every amount of an event.</summary>
    public const int MoneyScale = 4;

    /// <summary>The greatest amount of an event, unscaled: 18 digits, 4 of them decimals.</summary>
    public const long MaxMoney = 999_999_999_999_999_999;

    private static readonly KeyValuePair<string, int>[] Ids =
        [.. Enum.GetValues<EventField>().Select(f => KeyValuePair.Create(Path(f), (int)f))];

    private static readonly IReadOnlyDictionary<string, int> Types = Values<EventType>();
    private static readonly IReadOnlyDictionary<string, int> Channels = Values<Channel>();
    private static readonly IReadOnlyDictionary<string, int> ErrorKinds = Values<ErrorKind>();

    /// <summary>Binds the four input schemas of this version to <see cref="EventField"/>.</summary>
    public static RecordBinding Binding { get; } = new(
        Ids,
        [new("type", Types), new("channel", Channels), new("errorKind", ErrorKinds)]);

    /// <summary>The dotted path of a field in its schema, for instance <c>context.userAgent</c>.</summary>
    public static string Path(EventField field)
    {
        var name = field.ToString();
        return field switch
        {
            >= EventField.UserAgent and <= EventField.Country => "context." + Symbol(name),
            >= EventField.LineProductId and <= EventField.LineUnitPrice => "lines." + Symbol(name["Line".Length..]),
            _ => Symbol(name),
        };
    }

    /// <summary>The Avro symbol or field name of a C# name: with a lower-case first letter.</summary>
    internal static string Symbol(string name) => char.ToLowerInvariant(name[0]) + name[1..];

    private static Dictionary<string, int> Values<T>()
        where T : struct, Enum =>
        Enum.GetValues<T>().ToDictionary(
            v => Symbol(v.ToString()), v => Convert.ToInt32(v, System.Globalization.CultureInfo.InvariantCulture));
}
