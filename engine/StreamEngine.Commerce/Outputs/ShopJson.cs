using System.Buffers;
using System.Text.Encodings.Web;
using System.Text.Json;
using StreamEngine.Commerce.Carts;
using StreamEngine.Core.Hashing;
using StreamEngine.Core.Time;

namespace StreamEngine.Commerce.Outputs;

/// <summary>
/// Writes output records as JSON objects, field for field as docs/contract.md, section 3. One thread.
/// </summary>
public sealed class ShopJson : IDisposable
{
    private static readonly JsonWriterOptions Options = new()
    {
        SkipValidation = true,
        Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping,
    };

    private readonly Utf8JsonWriter _json = new(Stream.Null, Options);
    private readonly byte[] _scratch = new byte[64];

    public void Write(SessionRecord session, IBufferWriter<byte> output)
    {
        Begin(output);
        Id("sessionId", session.SessionId);
        Key(session.CustomerKey);
        _json.WriteString("status"u8, session.IsMerged ? "merged"u8 : "closed"u8);
        Id("mergedInto", session.MergedInto);
        Time("start", session.Start);
        Time("end", session.End);
        _json.WriteNumber("eventCount"u8, session.EventCount);
        _json.WriteNumber("productViews"u8, session.ProductViews);
        _json.WriteNumber("cartAdds"u8, session.CartAdds);
        _json.WriteNumber("checkouts"u8, session.Checkouts);
        _json.WriteNumber("orders"u8, session.Orders);
        Amount("revenue", session.Revenue);
        _json.WriteString("currency"u8, session.Currency);
        _json.WriteBoolean("converted"u8, session.Converted);
        _json.WriteBoolean("abandonedCart"u8, session.AbandonedCart);
        _json.WriteBoolean("bot"u8, session.IsBot);
        _json.WriteNumber("revision"u8, session.Revision);
        End();
    }

    public void Write(TriggerRecord trigger, IBufferWriter<byte> output)
    {
        Begin(output);
        Id("triggerId", trigger.TriggerId);
        _json.WriteString("kind"u8, NameOf(trigger.Kind));
        _json.WriteNumber("step"u8, trigger.Step);
        _json.WriteString("status"u8, trigger.Status);
        Key(trigger.CustomerKey);
        _json.WriteString("cartId"u8, trigger.CartId);
        Id("sessionId", trigger.SessionId);
        Time("openedAt", trigger.OpenedAt);
        Time("lastActivityAt", trigger.LastActivityAt);
        Time("dueAt", trigger.DueAt);
        Time("firedAt", trigger.FiredAt);
        Amount("value", trigger.Value);
        _json.WriteString("currency"u8, trigger.Currency);
        _json.WriteStartArray("lines"u8);
        foreach (var line in trigger.Lines) Line(line);
        _json.WriteEndArray();
        _json.WriteString("lastCheckoutStep"u8, trigger.LastCheckoutStep);
        _json.WriteString("abortReason"u8, trigger.AbortReason);
        _json.WriteString("basis"u8, trigger.Basis);
        _json.WriteString("policyVersion"u8, trigger.PolicyVersion);
        Cause("recoveredBy", trigger.RecoveredBy);
        Cause("retractedBy", trigger.RetractedBy);
        _json.WriteNumber("revision"u8, trigger.Revision);
        End();
    }

    public void Write(DecisionRecord decision, IBufferWriter<byte> output)
    {
        Begin(output);
        Id("candidateId", decision.CandidateId);
        _json.WriteString("kind"u8, NameOf(decision.Kind));
        _json.WriteNumber("step"u8, decision.Step);
        Key(decision.CustomerKey);
        _json.WriteString("cartId"u8, decision.CartId);
        Time("lastActivityAt", decision.LastActivityAt);
        Time("dueAt", decision.DueAt);
        Time("at", decision.At);
        _json.WriteString("outcome"u8, decision.Outcome);
        _json.WriteString("rule"u8, decision.Rule);
        _json.WriteString("detail"u8, decision.Detail);
        _json.WriteString("policyVersion"u8, decision.PolicyVersion);
        End();
    }

    /// <summary>Writes a figure's line; returns how many bytes stand before the revision, its last part.</summary>
    public int Write(KpiRecord kpi, IBufferWriter<byte> output)
    {
        Begin(output);
        _json.WriteString("kpi"u8, kpi.Kpi);
        _json.WriteString("grain"u8, kpi.Grain);
        Time("windowStart", kpi.WindowStart);
        Time("windowEnd", kpi.WindowEnd);
        _json.WriteString("view"u8, kpi.View);
        if (kpi.Breakdown is { } breakdown)
        {
            _json.WriteStartObject("breakdown"u8);
            _json.WriteString(breakdown.Name, breakdown.Value);
            _json.WriteEndObject();
        }
        else
        {
            _json.WriteNull("breakdown"u8);
        }

        Amount("numerator", kpi.Numerator);
        Amount("denominator", kpi.Denominator);
        Amount("value", kpi.Value);
        _json.WriteString("currency"u8, kpi.Currency);
        _json.WriteString("status"u8, kpi.IsFinal ? "final"u8 : "provisional"u8);
        var beforeRevision = (int)(_json.BytesCommitted + _json.BytesPending);
        _json.WriteNumber("revision"u8, kpi.Revision);
        End();
        return beforeRevision;
    }

    /// <inheritdoc/>
    public void Dispose() => _json.Dispose();

    internal static string NameOf(AbandonmentKind kind) => kind switch
    {
        AbandonmentKind.Cart => "cart",
        AbandonmentKind.Checkout => "checkout",
        _ => "browse",
    };

    private void Begin(IBufferWriter<byte> output)
    {
        _json.Reset(output);
        _json.WriteStartObject();
    }

    private void End()
    {
        _json.WriteEndObject();
        _json.Flush();
    }

    private void Key(byte[] key) => _json.WriteString("customerKey"u8, key);

    private void Id(string name, Hash128? id)
    {
        if (id is not { } hash)
        {
            _json.WriteNull(name);
            return;
        }

        hash.High.TryFormat(_scratch, out _, "x16");
        hash.Low.TryFormat(_scratch.AsSpan(16), out _, "x16");
        _json.WriteString(name, _scratch.AsSpan(0, 32));
    }

    private void Time(string name, long time)
    {
        EventTime.Format(time, _scratch);
        _json.WriteString(name, _scratch.AsSpan(0, 24));
    }

    /// <summary>A number with its exact decimals, without trailing zeroes.</summary>
    private void Amount(string name, decimal? amount)
    {
        if (amount is { } value) _json.WriteNumber(name, Trim(value));
        else _json.WriteNull(name);
    }

    private static decimal Trim(decimal value) => value / 1.000000000000000000000000000000000m;

    private void Line(in CartLine line)
    {
        _json.WriteStartObject();
        _json.WriteString("productId"u8, line.ProductId);
        _json.WriteString("variant"u8, line.Variant);
        _json.WriteNumber("quantity"u8, line.Quantity);
        Amount("unitPrice", line.HasPrice ? Money.FromParts(line.Price) : null);
        _json.WriteEndObject();
    }

    private void Cause(string name, TriggerCause? cause)
    {
        if (cause is null)
        {
            _json.WriteNull(name);
            return;
        }

        _json.WriteStartObject(name);
        _json.WriteString("orderId"u8, cause.OrderId);
        _json.WriteString("eventId"u8, cause.EventId);
        Time("at", cause.At);
        Amount("value", cause.Value);
        _json.WriteString("currency"u8, cause.Currency);
        _json.WriteString("rule"u8, cause.Rule);
        _json.WriteEndObject();
    }
}
