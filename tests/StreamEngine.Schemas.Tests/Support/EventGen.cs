using CsCheck;
using StreamEngine.Schemas.Events;

namespace StreamEngine.Schemas.Tests;

/// <summary>Random events: every field of the topic, every size of number, texts of every UTF-8 length.</summary>
internal static class EventGen
{
    private static readonly Gen<string> Word = Gen.OneOf(
        Gen.String[Gen.Char['a', 'z'], 0, 40],
        Gen.String[Gen.Char[' ', '~'], 0, 200],
        Pick("", "é", "Zoë", "漢字", "🛒 cart", "a\0b", new string('x', 63), new string('x', 64), new string('ü', 700)));

    private static readonly Gen<string?> Text = Gen.OneOf(Gen.Const((string?)null), Word.Select(w => (string?)w));

    private static readonly Gen<long> Number = Gen.OneOf(
        Gen.Long, Gen.Long[-200, 200], Gen.Long[1_500_000_000_000, 1_900_000_000_000],
        Pick(0L, long.MaxValue, long.MinValue, 63, 64, -64, -65));

    private static readonly Gen<decimal> Amount = Gen.OneOf(
        Gen.Long[-999_999_999_999_999_999, 999_999_999_999_999_999],
        Gen.Long[-200_000, 200_000],
        Pick(0L, 1, -1, 127, 128, -128, -129, 32767, 32768, 999_999_999_999_999_999)).Select(u => u / 10_000m);

    private static readonly Gen<decimal?> Money =
        Gen.OneOf(Gen.Const((decimal?)null), Amount.Select(a => (decimal?)a));

    private static readonly Gen<EventLine> Line =
        from product in Word
        from variant in Text
        from quantity in Number
        from price in Money
        select new EventLine(product, variant, quantity, price);

    internal static readonly Gen<EventData> Any =
        from topic in Gen.Enum<EventTopic>()
        from type in Pick(TypesOf(topic))
        from texts in Text.Array[32]
        from numbers in Number.Array[4]
        from money in Money.Array[8]
        from lines in Line.Array[0, 4]
        from flags in Gen.Int[0, 1023]
        from channel in Gen.Enum<Channel>()
        from errorKind in Gen.Enum<ErrorKind>()
        select Make(topic, type, texts, numbers, money, lines, flags, channel, errorKind);

    private static Gen<T> Pick<T>(params T[] values) => Gen.Int[0, values.Length - 1].Select(i => values[i]);

    internal static EventType[] TypesOf(EventTopic topic) =>
        [EventType.Unknown, .. Enum.GetValues<EventType>().Where(t =>
        topic switch
        {
            EventTopic.Clickstream => (int)t is > 0 and < 32,
            EventTopic.Carts => (int)t is >= 32 and < 64,
            EventTopic.Orders => (int)t is >= 64 and < 96,
            _ => (int)t >= 96,
        })];

    private static EventData Make(
        EventTopic topic, EventType type, string?[] texts, long[] numbers,
        decimal?[] money, EventLine[] lines, int flags,
        Channel channel, ErrorKind errorKind)
    {
        var t = 0;
        var e = new EventData
        {
            Topic = topic, Type = type, EventId = texts[t++] ?? "", EventTime = numbers[0], Channel = channel,
            SentAt = (flags & 1) != 0 ? numbers[1] : null,
            AnonymousId = texts[t++], CustomerId = texts[t++], SessionId = texts[t++],
        };
        if ((flags & 2) != 0)
            (e.UserAgent, e.Url, e.Referrer, e.Campaign, e.Locale, e.TimeZone, e.Country) =
                (texts[t++], texts[t++], texts[t++], texts[t++], texts[t++], texts[t++], texts[t++]);
        if (topic == EventTopic.Clickstream)
        {
            (e.ProductId, e.Query, e.DwellMs) = (texts[t++], texts[t++], (flags & 4) != 0 ? numbers[2] : null);
            return e;
        }
        e.Currency = texts[t++];
        if (topic == EventTopic.Customers)
        {
            (e.Purpose, e.Comment, e.Spend) = (texts[t++], texts[t++], money[0]);
            e.Granted = (flags & 8) != 0 ? (flags & 16) != 0 : null;
            e.Rating = (flags & 32) != 0 ? (int)numbers[3] : null;
            return e;
        }
        (e.CartId, e.CheckoutId) = (texts[t++], texts[t++]);
        e.Lines.AddRange(lines);
        if (topic == EventTopic.Carts)
        {
            (e.TargetCartId, e.Step, e.ErrorCode, e.Coupon) = (texts[t++], texts[t++], texts[t++], texts[t++]);
            e.ErrorKind = errorKind;
            return e;
        }
        (e.OrderId, e.RefundId, e.Reason) = (texts[t++], texts[t++], texts[t++]);
        (e.Discount, e.Tax, e.Shipping, e.RefundAmount, e.Costs) = (money[1], money[2], money[3], money[4], money[5]);
        e.Test = (flags & 64) != 0;
        return e;
    }
}
