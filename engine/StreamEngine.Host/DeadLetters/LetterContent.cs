using System.Buffers;
using System.Text;
using System.Text.Json.Nodes;
using System.Text.Unicode;
using StreamEngine.Commerce.Privacy;
using StreamEngine.Connectors.Files;
using StreamEngine.Core.Log;
using StreamEngine.Schemas.Events;
using StreamEngine.Schemas.Framing;

namespace StreamEngine.Host.DeadLetters;

/// <summary>What a letter holds, as it is shown.</summary>
internal sealed record LetterContent
{
    /// <summary>The key as text; null where there is none.</summary>
    public required string? Key { get; init; }

    /// <summary>The headers that the record came with, and those of the refusal.</summary>
    public required IReadOnlyList<KeyValuePair<string, string?>> Headers { get; init; }

    /// <summary>How many bytes the value has; -1 where there is none.</summary>
    public required int Bytes { get; init; }

    /// <summary>The event, where the value is one.</summary>
    public JsonObject? Event { get; init; }

    /// <summary>The value as text, where it is no event; null where it is no text either.</summary>
    public string? Text { get; init; }

    /// <summary>The value as it is; empty unless it was asked for.</summary>
    public byte[] Raw { get; init; } = [];
}

/// <summary>
/// Reads what letters hold. Letters are as personal as the inputs, so what is shown goes by the rules of the pipeline
/// unless it is asked for as it is: ids that are addresses are hashed, card numbers and addresses in texts blanked, the
/// user agent left out.
/// </summary>
/// <param name="schemas">The schemas that values may name.</param>
/// <param name="personal">What hides.</param>
/// <param name="isRaw">Whether everything is shown as it is.</param>
internal sealed class LetterReader(WriterSchemas schemas, PersonalData personal, bool isRaw)
{
    // The years 1 to 9999: the times that the JSON form can write.
    private static readonly long FirstTime = DateTimeOffset.MinValue.ToUnixTimeMilliseconds();
    private static readonly long LastTime = DateTimeOffset.MaxValue.ToUnixTimeMilliseconds();

    private readonly EventDataReader _reader = new(schemas);

    /// <summary>What the letter holds.</summary>
    /// <param name="batch">The batch.</param>
    /// <param name="index">The number of the letter in it.</param>
    /// <param name="source">What the topic that the record stood in carries; null where it is no input.</param>
    public LetterContent Read(LogBatch batch, int index, EventTopic? source)
    {
        ref readonly var record = ref batch[index];
        var value = batch.Value(record);
        var shown = source is { } topic ? EventOf(topic, value) : null;
        return new LetterContent
        {
            Key = record.IsKeyNull ? null : IdOf(batch.Key(record)),
            Headers = HeadersOf(batch.Headers(record)),
            Bytes = record.IsValueNull ? -1 : value.Length,
            Event = shown,
            Text = shown is null && Utf8.IsValid(value) ? TextOf(value) : null,
            Raw = isRaw ? value.ToArray() : [],
        };
    }

    private JsonObject? EventOf(EventTopic topic, ReadOnlySpan<byte> value)
    {
        var data = new EventData();
        if (!_reader.Read(topic, value, data).IsSuccess) return null;
        if (!IsWritable(data.EventTime) || !IsWritable(data.SentAt ?? FirstTime)) return null;
        if (!isRaw) Hide(data);
        using var json = new EventJsonWriter();
        var line = new ArrayBufferWriter<byte>();
        json.Write(data, line);
        return JsonNode.Parse(line.WrittenSpan)!.AsObject();
    }

    /// <summary>docs/domain.md, "Personal data": ids, and the texts that people may write into.</summary>
    private void Hide(EventData data)
    {
        data.CustomerId = Id(data.CustomerId);
        data.AnonymousId = Id(data.AnonymousId);
        data.UserAgent = null;
        data.Query = Text(data.Query);
        data.Url = Text(data.Url);
        data.Referrer = Text(data.Referrer);
        data.Comment = Text(data.Comment);
        data.Coupon = Text(data.Coupon);
        data.Reason = Text(data.Reason);
        data.Step = Text(data.Step);
        data.ErrorCode = Text(data.ErrorCode);
        if (data.Campaign?.All(char.IsAsciiDigit) != true) data.Campaign = Text(data.Campaign);
    }

    private List<KeyValuePair<string, string?>> HeadersOf(LogHeaders headers)
    {
        var list = new List<KeyValuePair<string, string?>>();
        foreach (var header in headers)
            list.Add(new(Encoding.UTF8.GetString(header.Name), header.IsNull ? null : TextOf(header.Value)));
        return list;
    }

    private string? Id(string? id) => id is null ? null : IdOf(Encoding.UTF8.GetBytes(id));

    private string? Text(string? text) => text is null ? null : TextOf(Encoding.UTF8.GetBytes(text));

    private string IdOf(ReadOnlySpan<byte> id)
    {
        if (isRaw || id.Length > CustomerKey.MaxBytes) return TextOf(id);
        var hidden = new byte[CustomerKey.MaxBytes];
        id.CopyTo(hidden);
        return Encoding.UTF8.GetString(hidden.AsSpan(0, personal.HideId(hidden, id.Length)));
    }

    private string TextOf(ReadOnlySpan<byte> text)
    {
        if (isRaw) return Encoding.UTF8.GetString(text);
        var hidden = text.ToArray();
        personal.BlankText(hidden);
        return Encoding.UTF8.GetString(hidden);
    }

    private static bool IsWritable(long time) => time >= FirstTime && time <= LastTime;
}
