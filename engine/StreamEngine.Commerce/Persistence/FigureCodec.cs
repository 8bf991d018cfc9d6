using StreamEngine.Commerce.Kpis;
using StreamEngine.Core.Operators.TumblingAggregate;
using StreamEngine.Core.State;

namespace StreamEngine.Commerce.Persistence;

/// <summary>A window of a figure as a record: the key says which, the value what is kept of it.</summary>
internal static class FigureCodec
{
    private const int HasCurrency = 1, HasValue = 2, AllOfKey = 3;
    private const int IsThere = 1, IsFinal = 2, IsChanged = 4, HasRevision = 8, IsPublished = 16, HasPublished = 32,
        HasWithdrawn = 64, All = 127;

    private static readonly StateVersions Versions = new("figures", 1);

    public static void WriteKey(FigureKey key, Window window, RecordWriter output)
    {
        output.Byte((byte)key.Figure);
        output.Byte((byte)key.Grain);
        output.Byte((byte)key.View);
        output.Byte((byte)key.Dimension);
        output.Number((key.Currency is not null ? HasCurrency : 0) | (key.Value is not null ? HasValue : 0));
        WindowCodec.Write(window, output);
        TextList.WriteIf(key.Currency, output);
        TextList.WriteIf(key.Value, output);
    }

    public static void WriteValue(in WindowState state, RecordWriter output)
    {
        output.Byte(Versions.Current);
        var isPublished = IsSame(state.Published, state.Total);
        var parts = (state.IsThere ? IsThere : 0)
            | (state.IsFinal ? IsFinal : 0)
            | (state.IsChanged ? IsChanged : 0)
            | (state.Revision != 0 ? HasRevision : 0)
            | (isPublished ? IsPublished : 0)
            | (!isPublished && state.Published != 0 ? HasPublished : 0)
            | (state.Withdrawn is not null ? HasWithdrawn : 0);
        output.Number(parts);
        if (state.IsThere) output.Amount(state.Total);
        if ((parts & HasPublished) != 0) output.Amount(state.Published);
        if ((parts & HasRevision) != 0) output.Number(state.Revision);
        if (state.Withdrawn is { } withdrawn) output.Amount(withdrawn);
    }

    public static (FigureKey Key, Window Window) ReadKey(ReadOnlySpan<byte> key)
    {
        var input = new RecordReader(key);
        var figure = (Figure)input.Byte();
        var grain = (Grain)input.Byte();
        var view = (View)input.Byte();
        var dimension = (Dimension)input.Byte();
        var parts = (int)input.Number(AllOfKey);
        var window = WindowCodec.Read(ref input);
        var currency = ReadIf(parts, HasCurrency, ref input);
        var value = ReadIf(parts, HasValue, ref input);
        input.End();
        return (new FigureKey(figure, grain, view, currency, dimension, value), window);
    }

    public static WindowState ReadValue(ReadOnlySpan<byte> value)
    {
        var input = new RecordReader(Versions.BringUp(value));
        input.Byte();
        var parts = (int)input.Number(All);
        var isThere = (parts & IsThere) != 0;
        var total = isThere ? input.Amount() : 0;
        var published = (parts & HasPublished) != 0 ? input.Amount() : (parts & IsPublished) != 0 ? total : 0;
        var state = new WindowState
        {
            IsThere = isThere, Total = total, Published = published,
            Revision = (parts & HasRevision) != 0 ? (int)input.Number(int.MaxValue) : 0,
            IsFinal = (parts & IsFinal) != 0,
            IsChanged = (parts & IsChanged) != 0,
            Withdrawn = (parts & HasWithdrawn) != 0 ? input.Amount() : null,
        };
        input.End();
        return state;
    }

    private static string? ReadIf(int parts, int bit, ref RecordReader input) =>
        (parts & bit) == 0 ? null : System.Text.Encoding.UTF8.GetString(input.Bytes());

    /// <summary>Equal with the same number of decimals.</summary>
    private static bool IsSame(decimal a, decimal b) => a == b && a.Scale == b.Scale;
}
