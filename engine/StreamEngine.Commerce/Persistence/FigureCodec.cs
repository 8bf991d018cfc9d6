using StreamEngine.Commerce.Kpis;
using StreamEngine.Core.Operators.TumblingAggregate;
using StreamEngine.Core.State;

namespace StreamEngine.Commerce.Persistence;

/// <summary>A window of a figure as a record: what it is and where it begins is the key.</summary>
internal static class FigureCodec
{
    private const int HasCurrency = 1, HasBreakdown = 2, AllOfKey = 3;
    private const int WasPublished = 1, IsFinal = 2, HasOtherTotal = 4, All = 7;

    private static readonly StateVersions Versions = new("figures", 1);

    public static void WriteKey(FigureKey key, long start, RecordWriter output)
    {
        output.Byte((byte)key.Figure);
        output.Byte((byte)key.Grain);
        output.Byte((byte)key.View);
        output.Number((key.Currency is not null ? HasCurrency : 0) | (key.Breakdown is not null ? HasBreakdown : 0));
        output.Signed(start);
        TextList.WriteIf(key.Currency, output);
        TextList.WriteIf(key.Breakdown, output);
    }

    public static void WriteValue(Window window, WindowState state, RecordWriter output)
    {
        output.Byte(Versions.Current);
        var parts = (state.Revision > 0 ? WasPublished : 0)
            | (state.IsFinal ? IsFinal : 0)
            | (state.Revision > 0 && !IsSame(state.Published, state.Total) ? HasOtherTotal : 0);
        output.Number(parts);
        output.Number(window.End - window.Start);
        output.Amount(state.Total);
        if ((parts & WasPublished) != 0) output.Number(state.Revision);
        if ((parts & HasOtherTotal) != 0) output.Amount(state.Published);
    }

    public static (FigureKey Key, Window Window, WindowState State) Read(
        ReadOnlySpan<byte> key, ReadOnlySpan<byte> value)
    {
        var input = new RecordReader(key);
        var figure = (Figure)input.Byte();
        var grain = (Grain)input.Byte();
        var view = (View)input.Byte();
        var parts = (int)input.Number(AllOfKey);
        var start = input.Signed();
        var currency = ReadIf(parts, HasCurrency, ref input);
        var breakdown = ReadIf(parts, HasBreakdown, ref input);
        input.End();
        var (end, state) = ReadValue(Versions.BringUp(value), start);
        return (new FigureKey(figure, grain, view, currency, breakdown), new Window(start, end), state);
    }

    private static (long End, WindowState State) ReadValue(ReadOnlySpan<byte> value, long start)
    {
        var input = new RecordReader(value);
        input.Byte();
        var parts = (int)input.Number(All);
        var end = unchecked(start + input.Number());
        var total = input.Amount();
        var revision = (parts & WasPublished) != 0 ? (int)input.Number(int.MaxValue) : 0;
        var published = (parts & HasOtherTotal) != 0 ? input.Amount() : revision > 0 ? total : 0;
        input.End();
        return (end, new WindowState(total, published, revision, (parts & IsFinal) != 0));
    }

    private static string? ReadIf(int parts, int bit, ref RecordReader input) =>
        (parts & bit) == 0 ? null : System.Text.Encoding.UTF8.GetString(input.Bytes());

    /// <summary>Equal with the same number of decimals.</summary>
    private static bool IsSame(decimal a, decimal b) => a == b && a.Scale == b.Scale;
}
