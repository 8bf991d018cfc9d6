using StreamEngine.Connectors.Files.Csv;
using StreamEngine.Connectors.Files.Rows;
using StreamEngine.Connectors.Files.Sources;
using StreamEngine.Connectors.Files.Values;
using StreamEngine.Schemas.Events;

namespace StreamEngine.Connectors.Files.Formats.Rees46;

/// <summary>The REES46 shop data sets: every row is an event (docs/formats.md).</summary>
internal sealed class Rees46Format() : CsvFormat(Columns)
{
    private const int Time = 0;
    private const int Type = 1;
    private const int Product = 2;
    private const int Price = 3;
    private const int User = 4;
    private const int Session = 5;

    private static readonly string[][] Columns =
        [["event_time"], ["event_type"], ["product_id"], ["price"], ["user_id"], ["user_session"]];

    private readonly EventDraft _draft = new();
    private readonly TextPool _texts = new();

    protected override void ReadRow(CsvRecord row, in RowPosition at, IRowSink sink)
    {
        _draft.Clear();
        var data = _draft.Event;
        data.EventId = RowsHash.Of(row.Bytes);
        data.CustomerId = _draft.Text(_texts, row[User], "user_id");
        data.SessionId = _draft.Text(_texts, row[Session], "user_session");
        ReadTime(row[Time]);
        ReadType(row[Type]);
        var product = _draft.RequiredText(_texts, row[Product], "product_id");
        var price = _draft.Amount(row[Price], "price");
        if (data.Topic == EventTopic.Clickstream)
        {
            // A click has no price, so nothing behind the connector can judge this one.
            if (price < 0) _draft.Fail(RejectReason.InvalidAmount, "price is negative.");
            data.ProductId = product;
        }
        else
        {
            data.Lines.Add(new EventLine(product, null, 1, price));
        }
        sink.Event(_draft, at, 1, row.Bytes);
    }

    private void ReadTime(ReadOnlySpan<byte> value)
    {
        if (value.IsEmpty) _draft.Missing("event_time");
        else if (TimeText.TryParseUtc(value, out var time)) _draft.Event.EventTime = time;
        else _draft.Fail(RejectReason.Malformed, "event_time is not a time.");
    }

    private void ReadType(ReadOnlySpan<byte> value)
    {
        if (value.SequenceEqual("view"u8)) _draft.Is(EventTopic.Clickstream, EventType.ProductView);
        else if (value.SequenceEqual("cart"u8)) _draft.Is(EventTopic.Carts, EventType.Add);
        else if (value.SequenceEqual("remove_from_cart"u8)) _draft.Is(EventTopic.Carts, EventType.Remove);
        else if (value.SequenceEqual("purchase"u8)) _draft.Is(EventTopic.Orders, EventType.Placed);
        else if (value.IsEmpty) _draft.Missing("event_type");
        else _draft.Fail(RejectReason.UnknownType, "event_type is not view, cart, remove_from_cart or purchase.");
    }
}
