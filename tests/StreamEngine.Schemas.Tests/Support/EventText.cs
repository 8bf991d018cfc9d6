using System.Globalization;
using System.Reflection;
using StreamEngine.Schemas.Events;

namespace StreamEngine.Schemas.Tests;

/// <summary>Every property of an event in one text, to compare events by value.</summary>
internal static class EventText
{
    private static readonly PropertyInfo[] Properties =
        [.. typeof(EventData).GetProperties().Where(p => p.Name != nameof(EventData.Lines))];

    internal static string Of(EventData data)
    {
        var fields = Properties.Select(p => $"{p.Name}={Text(p.GetValue(data))}");
        var lines = data.Lines.Select(l => $"{l.ProductId}|{Text(l.Variant)}|{l.Quantity}|{Text(l.UnitPrice)}");
        return string.Join('\n', fields.Concat(lines));
    }

    private static string Text(object? value) => value switch
    {
        null => "null",
        decimal d => d.ToString("0.############################", CultureInfo.InvariantCulture),
        string s => $"\"{s}\"",
        _ => string.Create(CultureInfo.InvariantCulture, $"{value}"),
    };
}
