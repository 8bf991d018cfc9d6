using StreamEngine.Commerce.Carts;
using StreamEngine.Commerce.Events;
using StreamEngine.Core.State;

namespace StreamEngine.Commerce.Persistence;

/// <summary>Open carts within a fold.</summary>
internal static class CartCodec
{
    private const int HasId = 1, IsTouched = 2, HasCheckout = 4, All = 7;
    private const int HasVariant = 1, HasPrice = 2, AllOfLine = 3;

    public static void Write(List<Cart> carts, RecordWriter output)
    {
        output.Number(carts.Count);
        foreach (var cart in carts) Write(cart, output);
    }

    public static List<Cart> Read(ref RecordReader input, TextPool texts)
    {
        var carts = new List<Cart>();
        var count = input.Count();
        carts.MakeRoom(count);
        for (var left = count; left > 0; left--) carts.Add(ReadOne(ref input, texts));
        return carts;
    }

    public static void WriteLines(IReadOnlyList<CartLine> lines, RecordWriter output)
    {
        output.Number(lines.Count);
        for (var i = 0; i < lines.Count; i++)
        {
            var line = lines[i];
            output.Number((line.Variant is not null ? HasVariant : 0) | (line.HasPrice ? HasPrice : 0));
            output.Text(line.ProductId);
            TextList.WriteIf(line.Variant, output);
            output.Signed(line.Quantity);
            if (!line.HasPrice) continue;
            output.Signed(line.Price);
            output.Number(line.PriceSerial);
        }
    }

    public static List<CartLine> ReadLines(ref RecordReader input, TextPool texts)
    {
        var lines = new List<CartLine>();
        ReadLines(lines, ref input, texts);
        return lines;
    }

    private static void ReadLines(List<CartLine> lines, ref RecordReader input, TextPool texts)
    {
        var count = input.Count();
        lines.MakeRoom(count);
        for (var left = count; left > 0; left--)
        {
            var parts = (int)input.Number(AllOfLine);
            var line = new CartLine { ProductId = texts.Get(input.Bytes()) };
            line.Variant = TextList.ReadIf(parts, HasVariant, ref input, texts);
            line.Quantity = input.Signed();
            line.HasPrice = (parts & HasPrice) != 0;
            if (line.HasPrice)
            {
                line.Price = input.Signed();
                line.PriceSerial = (int)input.Number(int.MaxValue);
            }

            lines.Add(line);
        }
    }

    private static void Write(Cart cart, RecordWriter output)
    {
        var parts = (cart.Id is not null ? HasId : 0)
            | (cart.TouchedBySession != 0 ? IsTouched : 0)
            | (cart.CheckoutSerial != 0 ? HasCheckout : 0);
        output.Number(parts);
        output.Number(cart.Serial);
        output.Time(cart.ChangedAt);
        output.Signed(cart.ChangedAt - cart.CreatedAt);
        output.Number(cart.ChangeSerial);
        if ((parts & IsTouched) != 0) output.Time(cart.TouchedBySession);
        if ((parts & HasCheckout) != 0) output.Number(cart.CheckoutSerial);
        output.Text(cart.Currency);
        TextList.WriteIf(cart.Id, output);
        WriteLines(cart.Lines, output);
    }

    private static Cart ReadOne(ref RecordReader input, TextPool texts)
    {
        var parts = (int)input.Number(All);
        var serial = input.Number();
        var changedAt = input.Time();
        var createdAt = unchecked(changedAt - input.Signed());
        var changeSerial = input.Number();
        var touchedBy = (parts & IsTouched) != 0 ? input.Time() : 0;
        var checkout = (parts & HasCheckout) != 0 ? input.Number() : 0;
        var currency = texts.Get(input.Bytes());
        var cart = new Cart
        {
            Id = TextList.ReadIf(parts, HasId, ref input, texts), Serial = serial, Currency = currency,
            CreatedAt = createdAt, ChangedAt = changedAt, ChangeSerial = changeSerial, TouchedBySession = touchedBy,
            CheckoutSerial = checkout,
        };
        ReadLines(cart.Lines, ref input, texts);
        return cart;
    }
}
