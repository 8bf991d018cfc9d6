using StreamEngine.Connectors.Files.Csv;
using StreamEngine.Connectors.Files.Rows;
using StreamEngine.Connectors.Files.Sources;
using StreamEngine.Connectors.Files.Values;
using StreamEngine.Core.Hashing;

namespace StreamEngine.Connectors.Files.Formats.UciOnlineRetail;

/// <summary>One row: a line of an invoice.</summary>
internal sealed class UciRow
{
    private const int Invoice = 0;
    private const int StockCode = 1;
    private const int QuantityColumn = 2;
    private const int InvoiceDate = 3;
    private const int UnitPriceColumn = 4;
    private const int CustomerId = 5;
    private const int CountryColumn = 6;

    private readonly TextPool _texts = new();

    /// <summary>The columns read, with their names in the first and the second edition of the data set.</summary>
    public static string[][] Columns { get; } =
    [
        ["InvoiceNo", "Invoice"], ["StockCode"], ["Quantity"], ["InvoiceDate"], ["UnitPrice", "Price"],
        ["CustomerID", "Customer ID"], ["Country"],
    ];

    public string InvoiceNo { get; private set; } = "";
    public string Product { get; private set; } = "";
    public long Quantity { get; private set; }
    public long Time { get; private set; }
    public decimal UnitPrice { get; private set; }
    public string? Customer { get; private set; }
    public string? Country { get; private set; }

    /// <summary>True where the invoice takes goods back.</summary>
    public bool IsRefund => InvoiceNo.StartsWith('C') || InvoiceNo.StartsWith('c');

    /// <summary>Reads the row; what is wrong with it alone is noted in the draft.</summary>
    public void Read(CsvRecord row, EventDraft draft)
    {
        InvoiceNo = draft.RequiredText(_texts, row[Invoice], "InvoiceNo");
        Product = draft.RequiredText(_texts, row[StockCode], "StockCode");
        Quantity = draft.Quantity(row[QuantityColumn], "Quantity");
        var price = row[UnitPriceColumn];
        if (price.IsEmpty) draft.Missing("UnitPrice");
        UnitPrice = draft.Amount(price, "UnitPrice") ?? 0;
        Country = draft.Text(_texts, row[CountryColumn], "Country");
        ReadCustomer(row[CustomerId], draft);
        ReadTime(row[InvoiceDate], draft);
        // A sum of ten thousand such products stays far within what a decimal holds.
        if (IsRefund && Math.Abs((decimal)Quantity) >= Amounts.Bound / Math.Max(1, Math.Abs(UnitPrice)))
            draft.Fail(RejectReason.InvalidAmount, "Quantity times UnitPrice is too large.");
    }

    /// <summary>All rows with this invoice number, of one input, are one event.</summary>
    public Hash128 Group(int input) => GroupHash.Of(input, InvoiceNo);

    private void ReadTime(ReadOnlySpan<byte> value, EventDraft draft)
    {
        Time = 0;
        if (value.IsEmpty)
            draft.Missing("InvoiceDate");
        else if (!TimeText.TryParseUtc(value, out var time))
            draft.Fail(RejectReason.Malformed, "InvoiceDate is not a time.");
        else
            draft.RequirePlausible(Time = time, "InvoiceDate");
    }

    // The ids are whole numbers that tools write as 17850.0, and nothing or NaN where there is none.
    private void ReadCustomer(ReadOnlySpan<byte> value, EventDraft draft)
    {
        Customer = null;
        if (value.IsEmpty || System.Text.Ascii.EqualsIgnoreCase(value, "nan"u8)) return;
        if (!Amounts.TryParseWhole(value, out var id) || id < 0)
            draft.Fail(RejectReason.Malformed, "CustomerID is not a whole number.");
        else if (id > 0)
            Customer = id.ToString(System.Globalization.CultureInfo.InvariantCulture);
    }
}
