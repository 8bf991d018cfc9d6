using System.IO.Hashing;
using StreamEngine.Commerce.Privacy;
using StreamEngine.Core.Hashing;
using StreamEngine.Core.Inputs;
using StreamEngine.Core.Tasks;
using StreamEngine.Core.Time;
using StreamEngine.Schemas.Events;
using StreamEngine.Schemas.Framing;
using StreamEngine.Schemas.Reading;

namespace StreamEngine.Commerce.Events;

/// <summary>Why a record does not get in; the kind says in which column it ends.</summary>
public readonly record struct Refusal(FateKind Kind, string? Stage, string Reason, string? Message);

/// <summary>
/// Decodes and judges records one by one, before any state is looked at: decode, identity, content, time, bots
/// (docs/domain.md, "Time and order").
/// </summary>
internal sealed class Ingress
{
    private readonly ShopTime _time;
    private readonly EventDecoder _decoder;
    private readonly BotAgents _bots;
    private readonly PersonalData _personal;
    private readonly byte[] _key = new byte[CustomerKey.MaxBytes];

    public Ingress(WriterSchemas schemas, ShopTime time, PersonalData? personal = null)
    {
        _personal = personal ?? new PersonalData();
        _decoder = new EventDecoder(schemas);
        _bots = BotAgents.Shipped;
        _time = time;
    }

    /// <summary>The key of the customer that the last admitted record speaks of.</summary>
    public ReadOnlySpan<byte> Key => _key.AsSpan(0, KeyLength);
    private int KeyLength { get; set; }

    /// <summary>Reads a record into the event; returns null where it may go on.</summary>
    public Refusal? Read(RecordBatch batch, in InputRecord record, ShopEvent into)
    {
        if (record.Heartbeat is { } heartbeat)
            return CheckFuture(heartbeat, record) ?? new Refusal(FateKind.Filtered, null, "heartbeat", null);
        var value = batch.Value(record);
        into.Clear();
        into.Rank = record.Input;
        into.Weight = record.Weight;
        into.Source = record.Source;
        into.Position = record.Position;
        into.Arrival = record.Arrival;
        var target = new EventTarget(into);
        var decoded = _decoder.Decode((EventTopic)record.Input, value, ref target);
        if (!decoded.IsSuccess) return Undecodable(decoded);
        into.SetBytes(value);
        if (into.EventId.IsEmpty) return Dead("decode", "missing_field", "eventId is empty");
        if (into.Type == EventType.Unknown || into.Type.TopicOf() != into.Topic)
            return Dead("decode", "unknown_type", $"no type of topic {into.Topic.ToString().ToLowerInvariant()}");
        into.Identity = XxHash3.HashToUInt64(into.Text(into.EventId), record.Input);
        CorrectClock(into, record);
        var refusal = Identify(into) ?? CheckContent(into) ?? CheckTime(into, record) ?? CheckUntil(into)
            ?? CheckAgent(into);
        if (refusal is null) _personal.BlankTexts(into);
        return refusal;
    }

    /// <summary>
    /// A device says when it sent the event by the same wrong clock that timed it; the broker says when it came.
    /// </summary>
    private void CorrectClock(ShopEvent next, in InputRecord record)
    {
        if (!_time.CorrectsClocks || record.Arrival == InputRecord.NoArrival) return;
        if (!EventTime.IsPlausible(next.SentAt) || !EventTime.IsPlausible(next.Time)) return;
        var skew = record.Arrival - next.SentAt;
        if (Math.Abs(skew) > _time.MaxSkewMs) next.Time += skew;
    }

    private static Refusal Dead(string stage, string reason, string? message) =>
        new(FateKind.DeadLettered, stage, reason, message);

    /// <summary>
    /// The customer that a record speaks of, whether or not it will be admitted; false where it names none. The event
    /// is overwritten.
    /// </summary>
    public bool TryFindCustomer(RecordBatch batch, in InputRecord record, ShopEvent scratch, out Hash128 id)
    {
        id = default;
        if (record.Heartbeat is not null) return false;
        var value = batch.Value(record);
        scratch.Clear();
        var target = new EventTarget(scratch);
        if (!_decoder.Decode((EventTopic)record.Input, value, ref target).IsSuccess) return false;
        scratch.SetBytes(value);
        if (Identify(scratch) is not null) return false;
        id = Hash128.Of(Key);
        return true;
    }

    private static Refusal Undecodable(in DecodeResult result) => Dead(
        "decode", result.Error == DecodeError.TooLarge ? "too_large" : "malformed", result.ToString());

    private Refusal? Identify(ShopEvent next)
    {
        if (CustomerKey.TryWrite(next.Text(next.CustomerId), next.Text(next.AnonymousId), _key, out var length))
        {
            KeyLength = _personal.HideId(_key, length);
            return null;
        }

        return Dead("validate", "no_identity", "neither customerId nor anonymousId is a usable id");
    }

    private static Refusal? CheckContent(ShopEvent next)
    {
        if (next.LineCount > Limits.MaxLinesPerEvent) return Dead("validate", "too_large", $"{next.LineCount} lines");
        foreach (var line in next.Lines)
        {
            if (line.Quantity is <= 0 or > Limits.MaxQuantity)
                return Dead("validate", "invalid_quantity", $"a line has quantity {line.Quantity}");
        }

        foreach (var line in next.Lines)
            if (!IsAmount(line.Price))
                return Dead("validate", "invalid_amount", "a unit price is negative or too large");
        if (!IsAmount(next.Discount) || !IsAmount(next.Tax) || !IsAmount(next.Shipping) || !IsAmount(next.RefundAmount)
            || !IsAmount(next.Costs) || !IsAmount(next.Spend))
            return Dead("validate", "invalid_amount", "an amount is negative or too large");
        return null;
    }

    private static bool IsAmount(long? parts) => parts is null or (>= 0 and <= Limits.MaxAmountParts);

    private Refusal? CheckTime(ShopEvent next, in InputRecord record)
    {
        if (CheckFuture(next.Time, record) is { } future) return future;
        return EventTime.IsPlausible(next.Time)
            ? null
            : Dead("validate", "implausible_timestamp", "the event time is before 2000 or after 2099");
    }

    private Refusal? CheckFuture(long time, in InputRecord record) =>
        record.Arrival != InputRecord.NoArrival && time > EventTime.Plus(record.Arrival, _time.MaxFutureMs)
            ? Dead("validate", "future_timestamp", "the event claims to be later than its arrival")
            : null;

    private Refusal? CheckUntil(ShopEvent next) =>
        next.Time > _time.Until ? new Refusal(FateKind.Filtered, null, "after_until", null) : null;

    private Refusal? CheckAgent(ShopEvent next) =>
        !next.UserAgent.IsEmpty && _bots.Knows(next.Text(next.UserAgent))
            ? new Refusal(FateKind.Filtered, null, "bot", null)
            : null;
}
