using System.Globalization;
using System.Reflection;
using System.Text.Json;
using StreamEngine.Schemas.Events;

namespace StreamEngine.Schemas.Tests;

/// <summary>An event from the JSON of a vector: field by field by name, amounts as strings.</summary>
internal static class EventJson
{
    internal static EventData Read(EventTopic topic, JsonElement json)
    {
        var data = new EventData { Topic = topic };
        foreach (var field in json.EnumerateObject()) Set(data, field.Name, field.Value);
        return data;
    }

    private static void Set(EventData data, string name, JsonElement value)
    {
        if (value.ValueKind == JsonValueKind.Null) return;
        if (name == "context")
        {
            foreach (var field in value.EnumerateObject()) Set(data, field.Name, field.Value);
        }
        else if (name == "lines")
        {
            data.Lines.AddRange(value.EnumerateArray().Select(Line));
        }
        else
        {
            var property = typeof(EventData)
                .GetProperty(name, BindingFlags.IgnoreCase | BindingFlags.Public | BindingFlags.Instance)!;
            property.SetValue(data, Value(property.PropertyType, value));
        }
    }

    private static EventLine Line(JsonElement line) => new(
        line.GetProperty("productId").GetString()!,
        line.GetProperty("variant").GetString(),
        line.GetProperty("quantity").GetInt64(),
        line.GetProperty("unitPrice").GetString() is { } price ? Amount(price) : null);

    private static object Value(Type type, JsonElement value)
    {
        type = Nullable.GetUnderlyingType(type) ?? type;
        if (type.IsEnum) return Enum.Parse(type, value.GetString()!, ignoreCase: true);
        if (type == typeof(decimal)) return Amount(value.GetString()!);
        if (type == typeof(long) && value.ValueKind == JsonValueKind.String)
            return DateTimeOffset.Parse(value.GetString()!, CultureInfo.InvariantCulture).ToUnixTimeMilliseconds();
        if (type == typeof(long)) return value.GetInt64();
        if (type == typeof(int)) return value.GetInt32();
        return type == typeof(bool) ? value.GetBoolean() : value.GetString()!;
    }

    private static decimal Amount(string text) => decimal.Parse(text, CultureInfo.InvariantCulture);
}
