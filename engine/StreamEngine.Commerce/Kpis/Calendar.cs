using NodaTime;
using StreamEngine.Commerce.Governance;
using StreamEngine.Core.Operators.TumblingAggregate;
using StreamEngine.Core.Time;

namespace StreamEngine.Commerce.Kpis;

/// <summary>
/// The windows of the policy's time zone. Hours and minutes follow the local clock, days begin at local midnight.
/// </summary>
public sealed class Calendar
{
    /// <summary>The window of everything, as docs/contract.md writes it.</summary>
    public static readonly Window All = new(0, 253_402_300_799_999);

    private readonly DateTimeZone _zone;
    private readonly bool _isUtc;
    private Window _minute, _day, _month;

    /// <param name="timeZone">An IANA name; one that is unknown is refused by the policy's validation.</param>
    public Calendar(string timeZone)
    {
        _zone = QuietHours.ZoneOf(timeZone)
            ?? throw new ArgumentException($"unknown time zone '{timeZone}'", nameof(timeZone));
        _isUtc = timeZone == "UTC";
    }

    /// <summary>The window of a grain at a time.</summary>
    public Window WindowOf(Grain grain, long time) => grain switch
    {
        Grain.Minute => Minute(time),
        Grain.Hour => Cut(time, EventTime.Hour),
        Grain.Day => Day(time),
        Grain.Month => Month(time),
        _ => All,
    };

    private Window Minute(long time) =>
        time >= _minute.Start && time < _minute.End ? _minute : _minute = Cut(time, EventTime.Minute);

    private Window Cut(long time, long unit)
    {
        var local = time + (_isUtc ? 0 : _zone.GetUtcOffset(Instant.FromUnixTimeMilliseconds(time)).Milliseconds);
        var start = time - (((local % unit) + unit) % unit);
        return new Window(start, start + unit);
    }

    private Window Day(long time)
    {
        if (time >= _day.Start && time < _day.End) return _day;
        var date = LocalDate(time);
        return _day = new Window(StartOf(date), StartOf(date.PlusDays(1)));
    }

    private Window Month(long time)
    {
        if (time >= _month.Start && time < _month.End) return _month;
        var date = LocalDate(time);
        var first = new LocalDate(date.Year, date.Month, 1);
        return _month = new Window(StartOf(first), StartOf(first.PlusMonths(1)));
    }

    private LocalDate LocalDate(long time) => Instant.FromUnixTimeMilliseconds(time).InZone(_zone).Date;

    private long StartOf(LocalDate date) => _zone.AtStartOfDay(date).ToInstant().ToUnixTimeMilliseconds();
}
