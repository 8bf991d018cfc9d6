using StreamEngine.Commerce.Carts;
using StreamEngine.Commerce.Events;
using StreamEngine.Core.State;

namespace StreamEngine.Commerce.Persistence;

/// <summary>Checkouts within a fold.</summary>
internal static class CheckoutCodec
{
    private const int HasId = 1, HasStatedCart = 2, HasStatedStep = 4, HasError = 8, IsOpen = 16, IsOrdered = 32,
        HasCart = 64, HasFormerCarts = 128, All = 255;

    public static void Write(List<Checkout> checkouts, RecordWriter output)
    {
        output.Number(checkouts.Count);
        foreach (var checkout in checkouts) Write(checkout, output);
    }

    public static List<Checkout> Read(ref RecordReader input, TextPool texts)
    {
        var checkouts = new List<Checkout>();
        for (var left = input.Count(); left > 0; left--) checkouts.Add(ReadOne(ref input, texts));
        return checkouts;
    }

    private static void Write(Checkout checkout, RecordWriter output)
    {
        var parts = (checkout.Id is not null ? HasId : 0)
            | (checkout.StatedCartId is not null ? HasStatedCart : 0)
            | (checkout.StatedStep is not null ? HasStatedStep : 0)
            | (checkout.LastError is not null ? HasError : 0)
            | (checkout.IsOpen ? IsOpen : 0)
            | (checkout.IsOrdered ? IsOrdered : 0)
            | (checkout.CartSerial != 0 ? HasCart : 0)
            | (checkout.FormerCarts.Count > 0 ? HasFormerCarts : 0);
        output.Number(parts);
        output.Number(checkout.Serial);
        output.Time(checkout.LastStepAt);
        output.Signed(checkout.LastStepAt - checkout.StartedAt);
        output.Signed(checkout.LastStepAt - checkout.SessionStart);
        output.Number(checkout.StepSerial);
        output.Text(checkout.LastType);
        TextList.WriteIf(checkout.Id, output);
        TextList.WriteIf(checkout.StatedCartId, output);
        TextList.WriteIf(checkout.StatedStep, output);
        TextList.WriteIf(checkout.LastError, output);
        if ((parts & HasCart) != 0) output.Number(checkout.CartSerial);
        if ((parts & HasFormerCarts) == 0) return;
        output.Number(checkout.FormerCarts.Count);
        foreach (var cart in checkout.FormerCarts) output.Number(cart);
    }

    private static Checkout ReadOne(ref RecordReader input, TextPool texts)
    {
        var parts = (int)input.Number(All);
        var serial = input.Number();
        var lastStepAt = input.Time();
        var startedAt = unchecked(lastStepAt - input.Signed());
        var sessionStart = unchecked(lastStepAt - input.Signed());
        var stepSerial = input.Number();
        var lastType = texts.Get(input.Bytes());
        return new Checkout
        {
            Serial = serial, StartedAt = startedAt, LastStepAt = lastStepAt, SessionStart = sessionStart,
            StepSerial = stepSerial, LastType = lastType,
            Id = TextList.ReadIf(parts, HasId, ref input, texts),
            StatedCartId = TextList.ReadIf(parts, HasStatedCart, ref input, texts),
            StatedStep = TextList.ReadIf(parts, HasStatedStep, ref input, texts),
            LastError = TextList.ReadIf(parts, HasError, ref input, texts),
            IsOpen = (parts & IsOpen) != 0,
            IsOrdered = (parts & IsOrdered) != 0,
            CartSerial = (parts & HasCart) != 0 ? input.Number() : 0,
            FormerCarts = (parts & HasFormerCarts) != 0 ? ReadSerials(ref input) : [],
        };
    }

    private static List<long> ReadSerials(ref RecordReader input)
    {
        var serials = new List<long>();
        for (var left = input.Count(); left > 0; left--) serials.Add(input.Number());
        return serials;
    }
}
