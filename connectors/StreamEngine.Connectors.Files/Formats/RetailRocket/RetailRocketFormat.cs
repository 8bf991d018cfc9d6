using StreamEngine.Connectors.Files.Csv;
using StreamEngine.Connectors.Files.Rows;
using StreamEngine.Connectors.Files.Sources;
using StreamEngine.Connectors.Files.Values;
using StreamEngine.Schemas.Events;

namespace StreamEngine.Connectors.Files.Formats.RetailRocket;

/// <summary>
/// The Retailrocket data set: every row is an event, but that the rows of one transaction are one order
/// (docs/formats.md).
/// </summary>
internal sealed class RetailRocketFormat() : CsvFormat(Columns), IGroupFormat
{
    private const int Time = 0;
    private const int Visitor = 1;
    private const int Type = 2;
    private const int Item = 3;
    private const int Transaction = 4;

    private static readonly string[][] Columns =
        [["timestamp"], ["visitorid"], ["event"], ["itemid"], ["transactionid"]];

    private readonly EventDraft _draft = new();
    private readonly EventDraft _order = new();
    private readonly TextPool _texts = new();
    private readonly RowsHash _id = new();
    private bool _isFirst;

    public void BeginGroup()
    {
        _order.Clear();
        _id.Begin("orders"u8);
        _isFirst = true;
    }

    public void AddToGroup(ReadOnlySpan<byte> row, in RowPosition at)
    {
        var product = Read(SplitAgain(row, at));
        _id.Add(row);
        var order = _order.Event;
        if (_isFirst)
        {
            _order.Is(EventTopic.Orders, EventType.Placed);
            order.OrderId = _draft.Event.OrderId;
            order.EventTime = _draft.Event.EventTime;
            order.AnonymousId = _draft.Event.AnonymousId;
        }
        _isFirst = false;
        order.Lines.AddUp(product);
    }

    public void EndGroup(in RowPosition first, int rows, ReadOnlySpan<byte> payload, IRowSink sink)
    {
        _order.Event.EventId = _id.End();
        sink.Event(_order, first, rows, payload);
    }

    protected override void ReadRow(CsvRecord row, in RowPosition at, IRowSink sink)
    {
        var product = Read(row);
        var data = _draft.Event;
        if (data.Topic == EventTopic.Orders)
        {
            _draft.RequirePlausible(data.EventTime, "timestamp");
            _draft.RequireIdentity();
            if (_draft.Flaw is { } flaw) sink.Reject(flaw, _draft.Message, at, 1, row.Bytes);
            else sink.GroupRow(GroupHash.Of(at.Input, data.OrderId!), at, row.Bytes);
            return;
        }
        if (data.Topic == EventTopic.Clickstream) data.ProductId = product;
        else data.Lines.Add(new EventLine(product, null, 1, null));
        data.EventId = RowsHash.Of(row.Bytes);
        sink.Event(_draft, at, 1, row.Bytes);
    }

    // Fills the draft but for the product, which is returned.
    private string Read(CsvRecord row)
    {
        _draft.Clear();
        var data = _draft.Event;
        data.AnonymousId = _draft.Text(_texts, row[Visitor], "visitorid");
        var time = row[Time];
        if (time.IsEmpty) _draft.Missing("timestamp");
        else if (Amounts.TryParseMilliseconds(time, out var value)) data.EventTime = value;
        else _draft.Fail(RejectReason.Malformed, "timestamp is not a number of milliseconds.");
        ReadType(row[Type]);
        if (data.Topic == EventTopic.Orders)
            data.OrderId = _draft.RequiredText(_texts, WithoutDecimals(row[Transaction]), "transactionid");
        return _draft.RequiredText(_texts, row[Item], "itemid");
    }

    private void ReadType(ReadOnlySpan<byte> value)
    {
        if (value.SequenceEqual("view"u8)) _draft.Is(EventTopic.Clickstream, EventType.ProductView);
        else if (value.SequenceEqual("addtocart"u8)) _draft.Is(EventTopic.Carts, EventType.Add);
        else if (value.SequenceEqual("transaction"u8)) _draft.Is(EventTopic.Orders, EventType.Placed);
        else if (value.IsEmpty) _draft.Missing("event");
        else _draft.Fail(RejectReason.UnknownType, "event is not view, addtocart or transaction.");
    }

    // The ids are whole numbers in a column with gaps, which tools write as 16545.0.
    private static ReadOnlySpan<byte> WithoutDecimals(ReadOnlySpan<byte> id)
    {
        if (id.Length <= 2 || !id.EndsWith(".0"u8)) return id;
        return id[..^2].ContainsAnyExceptInRange((byte)'0', (byte)'9') ? id : id[..^2];
    }
}
