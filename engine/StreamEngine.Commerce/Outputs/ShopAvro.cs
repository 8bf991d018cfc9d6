using System.Buffers;
using System.Globalization;
using StreamEngine.Commerce.Carts;
using StreamEngine.Core.Hashing;
using StreamEngine.Schemas.Framing;
using StreamEngine.Schemas.Model;
using StreamEngine.Schemas.Writing;

namespace StreamEngine.Commerce.Outputs;

/// <summary>
/// Writes output records as Avro messages, header and record, field for field as <see cref="ShopJson"/> writes them as
/// JSON. Amounts have the decimals of the schemas in schemas/avro. One thread; allocates nothing once it is warm.
/// </summary>
public sealed class ShopAvro
{
    private const int Precision = 28, MoneyScale = 4, RatioScale = 6, LinePricePrecision = 18;

    private readonly byte[] _session, _trigger, _decision, _kpi;
    private readonly byte[] _scratch = new byte[32];

    /// <summary>Writes in Avro single-object encoding.</summary>
    public ShopAvro()
        : this(MessageHeader.SingleObject)
    {
    }

    /// <summary>Writes behind headers of one's own: those of a schema registry.</summary>
    /// <param name="header">The header of records of that schema.</param>
    public ShopAvro(Func<RecordSchema, MessageHeader> header)
    {
        _session = BytesOf(header(ShopSchemas.Session));
        _trigger = BytesOf(header(ShopSchemas.AbandonmentTrigger));
        _decision = BytesOf(header(ShopSchemas.Decision));
        _kpi = BytesOf(header(ShopSchemas.Kpi));
    }

    /// <summary>Writes a session, a value of topic sessions.</summary>
    public void Write(SessionRecord session, IBufferWriter<byte> output)
    {
        var avro = new AvroWriter(output);
        avro.Raw(_session);
        Id(ref avro, session.SessionId);
        avro.Bytes(session.CustomerKey);
        avro.Enum(session.IsMerged ? 2 : 1);
        OptionalId(ref avro, session.MergedInto);
        avro.Long(session.Start);
        avro.Long(session.End);
        avro.Long(session.EventCount);
        avro.Long(session.ProductViews);
        avro.Long(session.CartAdds);
        avro.Long(session.Checkouts);
        avro.Long(session.Orders);
        Amount(ref avro, session.Revenue);
        OptionalText(ref avro, session.Currency);
        avro.Boolean(session.Converted);
        avro.Boolean(session.AbandonedCart);
        avro.Boolean(session.IsBot);
        avro.Long(session.Revision);
        avro.Flush();
    }

    /// <summary>Writes a trigger, a value of topic abandonment-triggers.</summary>
    public void Write(TriggerRecord trigger, IBufferWriter<byte> output)
    {
        var avro = new AvroWriter(output);
        avro.Raw(_trigger);
        Id(ref avro, trigger.TriggerId);
        avro.Enum(IndexOf(trigger.Kind));
        avro.Long(trigger.Step);
        avro.Enum(trigger.Status switch { "fired" => 1, "retracted" => 2, "recovered" => 3, _ => 0 });
        avro.Bytes(trigger.CustomerKey);
        OptionalText(ref avro, trigger.CartId);
        OptionalId(ref avro, trigger.SessionId);
        avro.Long(trigger.OpenedAt);
        avro.Long(trigger.LastActivityAt);
        avro.Long(trigger.DueAt);
        avro.Long(trigger.FiredAt);
        OptionalAmount(ref avro, trigger.Value);
        OptionalText(ref avro, trigger.Currency);
        avro.BeginItems(trigger.Lines.Count);
        for (var i = 0; i < trigger.Lines.Count; i++) Line(ref avro, trigger.Lines[i]);
        avro.EndItems();
        OptionalText(ref avro, trigger.LastCheckoutStep);
        OptionalText(ref avro, trigger.AbortReason);
        OptionalText(ref avro, trigger.Basis);
        avro.Text(trigger.PolicyVersion);
        Cause(ref avro, trigger.RecoveredBy);
        Cause(ref avro, trigger.RetractedBy);
        avro.Long(trigger.Revision);
        avro.Flush();
    }

    /// <summary>Writes a decision, a value of topic decisions.</summary>
    public void Write(DecisionRecord decision, IBufferWriter<byte> output)
    {
        var avro = new AvroWriter(output);
        avro.Raw(_decision);
        Id(ref avro, decision.CandidateId);
        avro.Enum(IndexOf(decision.Kind));
        avro.Long(decision.Step);
        avro.Bytes(decision.CustomerKey);
        OptionalText(ref avro, decision.CartId);
        avro.Long(decision.LastActivityAt);
        avro.Long(decision.DueAt);
        avro.Long(decision.At);
        avro.Enum(decision.Outcome switch
        {
            "fired" => 1,
            "suppressed" => 2,
            "cancelled" => 3,
            "retracted" => 4,
            "recovered" => 5,
            _ => 0,
        });
        OptionalText(ref avro, decision.Rule);
        OptionalText(ref avro, decision.Detail);
        avro.Text(decision.PolicyVersion);
        avro.Flush();
    }

    /// <summary>Writes a figure, a value of topic kpis.</summary>
    public void Write(KpiRecord kpi, IBufferWriter<byte> output)
    {
        var avro = new AvroWriter(output);
        avro.Raw(_kpi);
        avro.Text(kpi.Kpi);
        avro.Enum(kpi.Grain switch { "minute" => 1, "hour" => 2, "day" => 3, "month" => 4, "all" => 5, _ => 0 });
        avro.Long(kpi.WindowStart);
        avro.Long(kpi.WindowEnd);
        avro.Enum(kpi.View switch { "event" => 1, "order" => 2, _ => 0 });
        avro.Union(kpi.Breakdown is null ? 0 : 1);
        if (kpi.Breakdown is { } breakdown)
        {
            avro.BeginItems(1);
            avro.Text(breakdown.Name);
            avro.Text(breakdown.Value);
            avro.EndItems();
        }

        Amount(ref avro, kpi.Numerator);
        Amount(ref avro, kpi.Denominator);
        avro.Union(kpi.Value is null ? 0 : 1);
        if (kpi.Value is { } value) Number(ref avro, value, Precision, RatioScale);
        OptionalText(ref avro, kpi.Currency);
        avro.Enum(kpi.IsFinal ? 2 : 1);
        avro.Long(kpi.Revision);
        avro.Flush();
    }

    private static byte[] BytesOf(MessageHeader header)
    {
        var bytes = new byte[header.Length];
        header.Write(bytes);
        return bytes;
    }

    // The symbols of CandidateKind: unknown, cart, checkout, browse.
    private static int IndexOf(AbandonmentKind kind) => kind switch
    {
        AbandonmentKind.Cart => 1,
        AbandonmentKind.Checkout => 2,
        _ => 3,
    };

    private void Id(ref AvroWriter avro, Hash128 id)
    {
        id.High.TryFormat(_scratch, out _, "x16");
        id.Low.TryFormat(_scratch.AsSpan(16), out _, "x16");
        avro.Bytes(_scratch);
    }

    private void OptionalId(ref AvroWriter avro, Hash128? id)
    {
        avro.Union(id is null ? 0 : 1);
        if (id is { } known) Id(ref avro, known);
    }

    private static void OptionalText(ref AvroWriter avro, string? text)
    {
        avro.Union(text is null ? 0 : 1);
        if (text is not null) avro.Text(text);
    }

    private static void Amount(ref AvroWriter avro, decimal amount) =>
        Number(ref avro, amount, Precision, MoneyScale);

    private static void OptionalAmount(ref AvroWriter avro, decimal? amount)
    {
        avro.Union(amount is null ? 0 : 1);
        if (amount is { } known) Amount(ref avro, known);
    }

    /// <summary>
    /// An amount beyond the digits of its schema is written as the largest: only hostile input makes one, and it must
    /// not stop the task that other customers share.
    /// </summary>
    private static void Number(ref AvroWriter avro, decimal value, int precision, int scale)
    {
        if (avro.TryDecimal(value, precision, scale)) return;
        var largest = Int128.Parse(new string('9', precision), CultureInfo.InvariantCulture);
        avro.Decimal(value < 0 ? -largest : largest);
    }

    private static void Line(ref AvroWriter avro, in CartLine line)
    {
        avro.Text(line.ProductId);
        OptionalText(ref avro, line.Variant);
        avro.Long(line.Quantity);
        avro.Union(line.HasPrice ? 1 : 0);
        if (line.HasPrice) Number(ref avro, Money.FromParts(line.Price), LinePricePrecision, MoneyScale);
    }

    private static void Cause(ref AvroWriter avro, TriggerCause? cause)
    {
        avro.Union(cause is null ? 0 : 1);
        if (cause is null) return;
        OptionalText(ref avro, cause.OrderId);
        OptionalText(ref avro, cause.EventId);
        avro.Long(cause.At);
        OptionalAmount(ref avro, cause.Value);
        OptionalText(ref avro, cause.Currency);
        OptionalText(ref avro, cause.Rule);
    }
}
