using StreamEngine.Load.Shop.Visits;
using StreamEngine.Schemas.Events;

namespace StreamEngine.Load.Shop;

/// <summary>
/// Plays the visits in event-time order, one event at a time. New visits are planned minute by minute, so that the
/// events asked for spread over the days asked for along the weekly rhythm. Memory grows with the visits under way and
/// the follow-ups that are still due, not with the events.
/// </summary>
internal sealed class Simulation
{
    /// <summary>Within how many minutes a lead or lag behind the plan is made up for.</summary>
    private const double CorrectionMinutes = 60;

    private readonly World _world;
    private readonly WeeklyRhythm _rhythm = new();
    private readonly Population _population;
    private readonly PriorityQueue<Visit, (long Time, long Order)> _agenda = new();
    private readonly Stack<Visit> _idle = new();
    private readonly double _eventsAWeight;
    private readonly long _endMs;
    private long _minuteMs;
    private long _order;
    private double _planned;
    private double _owed;
    private long _played;

    public Simulation(ShopOptions options, long events)
    {
        _world = new World(options.Seed);
        _population = new Population(options, Math.Max(1, events / Script.EventsAVisit));
        _minuteMs = options.StartMs;
        _endMs = options.StartMs + Math.Max(ShopLimits.MinuteMs, (long)(options.Days * ShopLimits.DayMs));
        _eventsAWeight = events / TotalWeight();
    }

    /// <summary>Writes the next event and returns its time; times never go back.</summary>
    public long Next(EventData data)
    {
        while (!_agenda.TryPeek(out _, out var first) || first.Time >= _minuteMs) PlanMinute();
        var visit = _agenda.Dequeue();
        var timeMs = visit.Time;
        Script.Play(_world, visit, data);
        _played++;
        if (visit.Phase == Phase.Done) _idle.Push(visit);
        else _agenda.Enqueue(visit, (visit.Time, _order++));
        return timeMs;
    }

    /// <summary>Begins the visits of the next minute. After the last day it goes on at the same rhythm.</summary>
    private void PlanMinute()
    {
        var events = _rhythm.WeightAt(_minuteMs) * _eventsAWeight;
        _planned += events;
        var lag = Math.Clamp((_planned - _played) / CorrectionMinutes, -events / 2, events);
        _owed += (events + lag) / Script.EventsAVisit;
        for (; _owed >= 1; _owed--) BeginVisit(_minuteMs + _world.Random.Below((int)ShopLimits.MinuteMs));
        _minuteMs += ShopLimits.MinuteMs;
    }

    private void BeginVisit(long timeMs)
    {
        var market = _rhythm.PickMarket(timeMs, _world.Random);
        var person = _population.Draw(market, _world.Random, out var isNew);
        if (!_idle.TryPop(out var visit)) visit = new Visit();
        Script.Begin(_world, visit, person, isNew, timeMs);
        _agenda.Enqueue(visit, (timeMs, _order++));
    }

    private double TotalWeight()
    {
        double sum = 0;
        for (var minute = _minuteMs; minute < _endMs; minute += ShopLimits.MinuteMs) sum += _rhythm.WeightAt(minute);
        return sum;
    }
}
