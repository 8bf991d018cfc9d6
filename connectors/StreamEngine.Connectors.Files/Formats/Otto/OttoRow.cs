using System.Text;
using System.Text.Json;
using StreamEngine.Connectors.Files.Json;
using StreamEngine.Connectors.Files.Rows;
using StreamEngine.Connectors.Files.Sources;
using StreamEngine.Connectors.Files.Values;
using StreamEngine.Schemas.Events;

namespace StreamEngine.Connectors.Files.Formats.Otto;

/// <summary>One event of a line.</summary>
internal sealed class OttoRow(TextPool texts)
{
    private const byte Tab = (byte)'\t';

    private string? _type;
    private string? _time;

    /// <summary>What the event is about; "" where it does not say.</summary>
    public string Product { get; private set; } = "";

    /// <summary>Reads an event whose opening brace the reader stands on, to its closing one.</summary>
    /// <exception cref="InvalidOperationException">A text is not Unicode.</exception>
    public void Read(ref Utf8JsonReader reader, string? session, EventDraft draft)
    {
        string? product = null;
        _type = _time = null;
        while (reader.Read() && reader.TokenType == JsonTokenType.PropertyName)
        {
            if (reader.ValueTextEquals("aid"u8)) product = Scalar(ref reader, "aid", draft);
            else if (reader.ValueTextEquals("ts"u8)) _time = Scalar(ref reader, "ts", draft);
            else if (reader.ValueTextEquals("type"u8)) _type = Scalar(ref reader, "type", draft);
            else reader.Skip();
        }
        Fill(session, product, draft);
    }

    /// <summary>Reads what <see cref="Write"/> wrote.</summary>
    public void Read(ReadOnlySpan<byte> row, EventDraft draft)
    {
        var session = texts.Get(Part(ref row));
        var product = texts.Get(Part(ref row));
        _time = texts.Get(Part(ref row));
        _type = texts.Get(row);
        Fill(session, product, draft);
    }

    /// <summary>The row by itself, the same for the same row: session, aid, ts and type between tabs.</summary>
    public ReadOnlySpan<byte> Write(string? session, ref byte[] buffer)
    {
        ReadOnlySpan<string?> parts = [session, Product, _time, _type];
        var length = parts.Length;
        foreach (var part in parts) length += Encoding.UTF8.GetByteCount(part ?? "");
        if (buffer.Length < length) buffer = new byte[length * 2];
        var at = 0;
        foreach (var part in parts)
        {
            if (at > 0) buffer[at++] = Tab;
            at += Encoding.UTF8.GetBytes(part ?? "", buffer.AsSpan(at));
        }
        return buffer.AsSpan(0, at);
    }

    private void Fill(string? session, string? product, EventDraft draft)
    {
        var data = draft.Event;
        Product = product ?? "";
        if (session is not null) data.AnonymousId = "otto-" + session;
        if (Product.Length == 0) draft.Missing("aid");
        if (Product.Contains('\t', StringComparison.Ordinal)) draft.Fail(RejectReason.Malformed, "aid has a tab.");
        if (string.IsNullOrEmpty(_time)) draft.Missing("ts");
        else if (Amounts.TryParseMilliseconds(Encoding.UTF8.GetBytes(_time), out var time)) data.EventTime = time;
        else draft.Fail(RejectReason.Malformed, "ts is not a number of milliseconds.");
        switch (_type)
        {
            case "clicks": draft.Is(EventTopic.Clickstream, EventType.ProductView); break;
            case "carts": draft.Is(EventTopic.Carts, EventType.Add); break;
            case "orders": draft.Is(EventTopic.Orders, EventType.Placed); break;
            case null or "": draft.Missing("type"); break;
            default: draft.Fail(RejectReason.UnknownType, "type is not clicks, carts or orders."); break;
        }
    }

    private string? Scalar(ref Utf8JsonReader reader, string field, EventDraft draft)
    {
        reader.Read();
        if (reader.TokenType is JsonTokenType.Number or JsonTokenType.String) return texts.Text(ref reader);
        if (reader.TokenType != JsonTokenType.Null)
            draft.Fail(RejectReason.Malformed, $"{field} is neither a number nor a text.");
        reader.Skip();
        return null;
    }

    private static ReadOnlySpan<byte> Part(ref ReadOnlySpan<byte> row)
    {
        var tab = row.IndexOf(Tab);
        var part = row[..tab];
        row = row[(tab + 1)..];
        return part;
    }
}
