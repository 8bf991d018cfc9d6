using System.Buffers;
using System.Text;
using StreamEngine.Commerce.Customers;
using StreamEngine.Commerce.Governance;
using StreamEngine.Commerce.Sessions;
using StreamEngine.Core.Keyed;
using StreamEngine.Schemas.Events;

namespace StreamEngine.Commerce.Events;

/// <summary>
/// An event as a customer's log keeps it: what folding it again needs, in as few bytes as that takes. A click is two to
/// five bytes. Time zones, countries and campaigns are numbers into the customer's list of places.
/// </summary>
internal static class ShopEventLog
{
    private const byte HasTimeZone = 1, HasCountry = 2, HasDwell = 4, HasRest = 8,
        IsTest = 16, IsGranted = 32, IsRevoked = 64, HasCampaign = 128;

    /// <summary>
    /// In the place of a consent, which is granted or revoked, never both: the country and the time zone are the
    /// customer's first two places, as mostly, and no numbers follow.
    /// </summary>
    private const byte UsualPlaces = IsGranted | IsRevoked;

    /// <summary>Beside the type, whose numbers are below it: a channel follows.</summary>
    private const byte HasChannel = 128;

    public static void Write(ShopEvent source, Customer customer, TextPool texts, IBufferWriter<byte> output)
    {
        var span = output.GetSpan(MaxSize(source));
        var timeZone = PlaceOf(customer, source, source.TimeZone, texts, isZone: true);
        var country = PlaceOf(customer, source, source.Country, texts, isZone: false);
        var hasRest = source.Topic is EventTopic.Carts or EventTopic.Orders
            || source.Rating != 0 || !source.Purpose.IsEmpty;
        var hasDwell = source.Type == EventType.ProductView && source.DwellMs > 0;
        var campaign = SessionRules.Extends(source)
            ? PlaceOf(customer, source, source.Campaign, texts, isZone: false)
            : 0;
        var hasChannel = !hasRest && source.Channel != Channel.Web;
        var isUsual = source.Granted is null && country == 1 && timeZone == 2;
        if (isUsual) (timeZone, country) = (0, 0);
        span[0] = (byte)((byte)source.Type | (hasChannel ? HasChannel : 0));
        span[1] = (byte)((timeZone > 0 ? HasTimeZone : 0) | (country > 0 ? HasCountry : 0) | (hasDwell ? HasDwell : 0)
            | (hasRest ? HasRest : 0) | (source.IsTest ? IsTest : 0)
            | (campaign > 0 ? HasCampaign : 0)
            | (source.Granted switch { true => IsGranted, false => IsRevoked, _ => isUsual ? UsualPlaces : 0 }));
        var at = 2;
        if (hasChannel) span[at++] = (byte)source.Channel;
        if (timeZone > 0) span[at++] = (byte)timeZone;
        if (country > 0) span[at++] = (byte)country;
        if (campaign > 0) span[at++] = (byte)campaign;
        if (hasDwell) at += Varint.Write(span[at..], (ulong)source.DwellMs);
        if (hasRest) at += WriteRest(source, span[at..]);
        output.Advance(at);
    }

    public static void Read(ReadOnlySpan<byte> bytes, Customer customer, ShopEvent target)
    {
        target.Clear();
        target.SetBytes(bytes);
        target.Type = (EventType)(bytes[0] & ~HasChannel);
        var flags = bytes[1];
        var at = 2;
        if ((bytes[0] & HasChannel) != 0) target.Channel = (Channel)bytes[at++];
        var isUsual = (flags & UsualPlaces) == UsualPlaces;
        var timeZone = isUsual ? 2 : (flags & HasTimeZone) != 0 ? bytes[at++] : 0;
        var country = isUsual ? 1 : (flags & HasCountry) != 0 ? bytes[at++] : 0;
        var campaign = (flags & HasCampaign) != 0 ? bytes[at++] : (byte)0;
        target.IsTest = (flags & IsTest) != 0;
        target.Granted = isUsual ? null : (flags & IsGranted) != 0 ? true : (flags & IsRevoked) != 0 ? false : null;
        if ((flags & HasDwell) != 0) target.DwellMs = (long)Varint.Read(bytes, ref at);
        if ((flags & HasRest) != 0) ReadRest(bytes, ref at, target);
        if (timeZone > 0) target.TimeZone = target.Append(customer.Places![timeZone - 1]);
        if (country > 0) target.Country = target.Append(customer.Places![country - 1]);
        if (campaign > 0) target.Campaign = target.Append(customer.Places![campaign - 1]);
    }

    /// <summary>The number of a place, from 1; 0 where none is stated, it is no zone, or the list is full.</summary>
    private static int PlaceOf(Customer customer, ShopEvent source, Slice slice, TextPool texts, bool isZone)
    {
        if (slice.IsEmpty) return 0;
        var text = source.Text(slice);
        var isValid = !isZone || TextPool.IsPlainly(text, customer.Fold.TimeZone);
        if (isValid && customer.PlaceOf(text) is > 0 and var known) return known;
        var name = texts.Get(text);
        if (isZone && name != customer.Fold.TimeZone && QuietHours.ZoneOf(name) is null) return 0;
        return customer.PlaceOf(name);
    }

    private static int MaxSize(ShopEvent source)
    {
        var texts = source.CartId.Length + source.TargetCartId.Length + source.CheckoutId.Length + source.OrderId.Length
            + source.EventId.Length + source.Currency.Length + source.Step.Length
                + source.ErrorCode.Length + source.Purpose.Length;
        var lines = 0;
        foreach (var line in source.Lines) lines += line.Product.Length + line.Variant.Length + (5 * Varint.MaxLength);
        return 64 + texts + lines + (16 * Varint.MaxLength);
    }

    private static int WriteRest(ShopEvent source, Span<byte> span)
    {
        var at = 0;
        span[at++] = (byte)source.Channel;
        span[at++] = (byte)((byte)source.ErrorKind | (source.Rating << 2));
        // Only an order's id is looked at again (a recovery names it); other events are told apart by their hash.
        WriteText(source, source.Type == EventType.Placed ? source.EventId : default, span, ref at);
        WriteText(source, source.CartId, span, ref at);
        WriteText(source, source.TargetCartId, span, ref at);
        WriteText(source, source.CheckoutId, span, ref at);
        WriteText(source, source.OrderId, span, ref at);
        WriteText(source, source.Currency, span, ref at);
        WriteText(source, source.Step, span, ref at);
        WriteText(source, source.ErrorCode, span, ref at);
        WriteText(source, source.Purpose, span, ref at);
        at += Varint.Write(span[at..], (ulong)source.LineCount);
        foreach (var line in source.Lines)
        {
            WriteText(source, line.Product, span, ref at);
            WriteText(source, line.Variant, span, ref at);
            at += Varint.Write(span[at..], Varint.ZigZag(line.Quantity));
            at += Varint.Write(span[at..], line.HasPrice ? (ulong)line.Price + 1 : 0);
        }

        return at;
    }

    private static void ReadRest(ReadOnlySpan<byte> bytes, ref int at, ShopEvent target)
    {
        target.Channel = (Channel)bytes[at++];
        target.ErrorKind = (ErrorKind)(bytes[at] & 3);
        target.Rating = bytes[at++] >> 2;
        target.EventId = ReadText(bytes, ref at);
        target.CartId = ReadText(bytes, ref at);
        target.TargetCartId = ReadText(bytes, ref at);
        target.CheckoutId = ReadText(bytes, ref at);
        target.OrderId = ReadText(bytes, ref at);
        target.Currency = ReadText(bytes, ref at);
        target.Step = ReadText(bytes, ref at);
        target.ErrorCode = ReadText(bytes, ref at);
        target.Purpose = ReadText(bytes, ref at);
        var lines = (int)Varint.Read(bytes, ref at);
        for (var i = 0; i < lines; i++)
        {
            ref var line = ref target.AddLine();
            line.Product = ReadText(bytes, ref at);
            line.Variant = ReadText(bytes, ref at);
            line.Quantity = Varint.UnZigZag(Varint.Read(bytes, ref at));
            var price = Varint.Read(bytes, ref at);
            (line.Price, line.HasPrice) = price == 0 ? (0, false) : ((long)price - 1, true);
        }
    }

    private static void WriteText(ShopEvent source, Slice slice, Span<byte> span, ref int at)
    {
        at += Varint.Write(span[at..], (ulong)slice.Length);
        source.Text(slice).CopyTo(span[at..]);
        at += slice.Length;
    }

    private static Slice ReadText(ReadOnlySpan<byte> bytes, ref int at)
    {
        var length = (int)Varint.Read(bytes, ref at);
        var slice = new Slice(at, length);
        at += length;
        return slice;
    }
}
