using StreamEngine.Core.Keyed;
using StreamEngine.Schemas.Events;

namespace StreamEngine.Commerce.Events;

/// <summary>A piece of an event's text: where it lies in the event's bytes.</summary>
public readonly record struct Slice(int Start, int Length)
{
    /// <summary>True where the event states nothing, or an empty text.</summary>
    public bool IsEmpty => Length == 0;
}

/// <summary>A line of a cart or order event; the price in ten-thousandths, where one is stated.</summary>
public record struct LineRef(Slice Product, Slice Variant, long Quantity, long Price, bool HasPrice);

/// <summary>
/// An event as the pipeline sees it: pooled, its texts left where they were decoded. Valid only while it is handled.
/// Amounts are whole ten-thousandths of the currency's unit.
/// </summary>
public sealed class ShopEvent : IKeyedEvent
{
    private byte[] _bytes = new byte[256];
    private LineRef[] _lines = new LineRef[4];
    private readonly Slice[] _noted = new Slice[MaxNotedTexts];
    private int _notedCount;

    /// <summary>More than an event has fields of free text.</summary>
    private const int MaxNotedTexts = 16;

    public long Time { get; set; }
    public byte Rank { get; set; }
    public ulong Identity { get; set; }
    public int Weight { get; set; } = 1;

    public EventType Type;
    public Channel Channel;
    public ErrorKind ErrorKind;

    /// <summary>True for a test order.</summary>
    public bool IsTest;

    /// <summary>Consent: true granted, false revoked; null where nothing is said.</summary>
    public bool? Granted;

    /// <summary>Feedback from 1 to 5; 0 where none is stated.</summary>
    public int Rating;

    /// <summary>How long a product was looked at, ms; 0 where nothing is stated.</summary>
    public long DwellMs;

    /// <summary>The device's clock at sending; 0 where it is not stated.</summary>
    public long SentAt;

    public long? Discount, Tax, Shipping, RefundAmount, Costs, Spend;

    public Slice EventId, ProductId, CartId, TargetCartId, CheckoutId, OrderId, RefundId, Reason;
    public Slice Currency, Step, ErrorCode, TimeZone, Country, Campaign, UserAgent, Purpose, CustomerId, AnonymousId;

    /// <summary>
    /// The id of the order that the event speaks of, once it was asked for (<see cref="Orders.OrderBook.IdOf"/>).
    /// </summary>
    internal string? OrderKey;

    /// <summary>Where the record came from, for what has to be said about it.</summary>
    public int Source;
    public long Position;
    public long Arrival;

    public EventTopic Topic => (EventTopic)Rank;
    public int LineCount { get; private set; }
    public ReadOnlySpan<LineRef> Lines => _lines.AsSpan(0, LineCount);

    /// <summary>The line that was added last.</summary>
    public ref LineRef LastLine => ref _lines[LineCount - 1];

    /// <summary>The encoded record.</summary>
    public ReadOnlySpan<byte> Value => _bytes.AsSpan(0, ValueLength);
    public int ValueLength { get; private set; }

    /// <summary>The bytes of a piece of text.</summary>
    public ReadOnlySpan<byte> Text(Slice slice) => _bytes.AsSpan(slice.Start, slice.Length);

    /// <summary>Free texts in which something personal may stand.</summary>
    public ReadOnlySpan<Slice> NotedTexts => _noted.AsSpan(0, _notedCount);

    /// <summary>Notes a free text in which something personal may stand.</summary>
    public void NoteText(Slice slice) => _noted[_notedCount++] = slice;

    /// <summary>The bytes of a piece of text, to be changed in place.</summary>
    public Span<byte> WritableText(Slice slice) => _bytes.AsSpan(slice.Start, slice.Length);

    /// <summary>Takes a copy of the bytes that the slices will point into.</summary>
    public void SetBytes(ReadOnlySpan<byte> bytes)
    {
        if (bytes.Length > _bytes.Length) _bytes = new byte[Math.Max(bytes.Length, _bytes.Length * 2)];
        bytes.CopyTo(_bytes);
        ValueLength = bytes.Length;
    }

    /// <summary>Adds a text that is not part of the record.</summary>
    public Slice Append(string text)
    {
        var need = ValueLength + System.Text.Encoding.UTF8.GetMaxByteCount(text.Length);
        if (need > _bytes.Length) Array.Resize(ref _bytes, need * 2);
        var length = System.Text.Encoding.UTF8.GetBytes(text, _bytes.AsSpan(ValueLength));
        var slice = new Slice(ValueLength, length);
        ValueLength += length;
        return slice;
    }

    /// <summary>Adds a line, to be filled by the caller.</summary>
    public ref LineRef AddLine()
    {
        if (LineCount == _lines.Length) Array.Resize(ref _lines, LineCount * 2);
        _lines[LineCount] = default;
        return ref _lines[LineCount++];
    }

    /// <summary>Resets everything that the topic at hand does not set itself.</summary>
    public void Clear()
    {
        Type = EventType.Unknown;
        Channel = Channel.Web;
        ErrorKind = ErrorKind.None;
        IsTest = false;
        Granted = null;
        Rating = 0;
        DwellMs = SentAt = 0;
        Discount = Tax = Shipping = RefundAmount = Costs = Spend = null;
        EventId = ProductId = CartId = TargetCartId = CheckoutId = OrderId = RefundId = Reason = default;
        Currency = Step = ErrorCode = TimeZone = Country = Campaign = UserAgent =
            Purpose = CustomerId = AnonymousId = default;
        OrderKey = null;
        LineCount = 0;
        _notedCount = 0;
        Weight = 1;
    }
}
