using StreamEngine.Connectors.Files.Csv;
using StreamEngine.Connectors.Files.Rows;
using StreamEngine.Connectors.Files.Sources;
using StreamEngine.Connectors.Files.Values;
using StreamEngine.Schemas.Events;

namespace StreamEngine.Connectors.Files.Formats.UciOnlineRetail;

/// <summary>
/// The UCI data set "Online Retail": all rows of an invoice are one order, or one refund where its number begins with C
/// (docs/formats.md).
/// </summary>
internal sealed class UciFormat() : CsvFormat(UciRow.Columns), IGroupFormat
{
    private readonly UciRow _row = new();
    private readonly EventDraft _draft = new();
    private readonly RowsHash _id = new();
    private bool _isFirst;
    private bool _isRefund;
    private string _invoiceNo = "";
    private decimal _total;

    public void BeginGroup()
    {
        _draft.Clear();
        _id.Begin("orders"u8);
        _isFirst = true;
        _total = 0;
    }

    public void AddToGroup(ReadOnlySpan<byte> row, in RowPosition at)
    {
        _row.Read(SplitAgain(row, at), _draft);
        _id.Add(row);
        if (_isFirst) ReadHead();
        _isFirst = false;
        _draft.Event.CustomerId ??= _row.Customer;
        if (_isRefund)
            _total += _row.Quantity * _row.UnitPrice;
        else if (_row.Quantity > 0 && _row.UnitPrice > 0)
            _draft.Event.Lines.Add(new EventLine(_row.Product, null, _row.Quantity, _row.UnitPrice));
    }

    public void EndGroup(in RowPosition first, int rows, ReadOnlySpan<byte> payload, IRowSink sink)
    {
        var order = _draft.Event;
        if (!_isRefund && order.Lines.Count == 0)
        {
            sink.Filtered(FilteredRows.NoSaleLines, first, rows);
            return;
        }
        if (order.CustomerId is null) order.AnonymousId = "invoice-" + _invoiceNo;
        if (_isRefund)
        {
            if (!Amounts.TryRound(-_total, out var amount))
                _draft.Fail(RejectReason.InvalidAmount, "The sum of the refund is too large.");
            order.RefundAmount = amount;
        }
        order.EventId = _id.End();
        sink.Event(_draft, first, rows, payload);
    }

    protected override void ReadRow(CsvRecord row, in RowPosition at, IRowSink sink)
    {
        _draft.Clear();
        _row.Read(row, _draft);
        if (_draft.Flaw is { } flaw) sink.Reject(flaw, _draft.Message, at, 1, row.Bytes);
        else sink.GroupRow(_row.Group(at.Input), at, row.Bytes);
    }

    private void ReadHead()
    {
        _isRefund = _row.IsRefund;
        _invoiceNo = _row.InvoiceNo;
        var order = _draft.Event;
        order.Topic = EventTopic.Orders;
        order.EventTime = _row.Time;
        order.Currency = "GBP";
        order.Country = _row.Country;
        if (_isRefund)
        {
            order.Type = EventType.Refunded;
            order.RefundId = _invoiceNo;
        }
        else
        {
            order.Type = EventType.Placed;
            order.OrderId = _invoiceNo;
        }
    }
}
