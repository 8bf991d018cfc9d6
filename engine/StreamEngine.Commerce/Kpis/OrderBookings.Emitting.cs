using StreamEngine.Core.Operators.TumblingAggregate;

namespace StreamEngine.Commerce.Kpis;

/// <summary>The bookings themselves: wholes by the minute, breakdowns by the day.</summary>
internal sealed partial class OrderBookings
{
    private void AddNet(string currency, long eventTime, long orderTime, decimal amount, long placedAt, Origin origin)
    {
        AddByOrigin(Figure.Net, View.Event, eventTime, currency, amount, origin);
        AddByOrigin(Figure.Net, View.Order, orderTime, currency, amount, origin);
        if (_scope.State.IsKnown) Add(Figure.CustomerNet, View.Both, placedAt, currency, amount);
    }

    /// <summary>The whole, and by channel, country and campaign.</summary>
    private void AddByOrigin(Figure figure, View view, long time, string? currency, decimal amount, Origin origin)
    {
        Add(figure, view, time, currency, amount);
        foreach (var dimension in Origins.Dimensions)
            AddOfDay(figure, view, time, currency, amount, dimension, origin.ValueOf(dimension));
    }

    private void AddForReason(Figure figure, View view, long time, string? currency, decimal amount, string? reason) =>
        AddOfDay(
            figure, view, time, currency, amount, Dimension.Reason, Breakdowns.Clean(reason) ?? Breakdowns.Unstated);

    private void AddUnlinked(Figure figure, long time, string? currency, decimal amount) => Emit(new Booking<FigureKey>(
        new FigureKey(figure, Grain.Minute, View.Both, currency, Dimension.Linked, Breakdowns.NotLinked),
        time, amount));

    private void Add(Figure figure, View view, long time, string? currency, decimal amount) =>
        Emit(new Booking<FigureKey>(new FigureKey(figure, Grain.Minute, view, currency), time, amount));

    private void AddOfDay(
        Figure figure, View view, long time, string? currency, decimal amount, Dimension dimension, string value) =>
        Emit(new Booking<FigureKey>(new FigureKey(figure, Grain.Day, view, currency, dimension, value), time, amount));
}
