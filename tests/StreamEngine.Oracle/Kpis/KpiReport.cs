using NodaTime;
using StreamEngine.Oracle.Customers;
using StreamEngine.Oracle.Outputs;
using StreamEngine.Oracle.Policy;

namespace StreamEngine.Oracle.Kpis;

/// <summary>Domain 6: the last line of every KPI key.</summary>
internal sealed class KpiReport
{
    private const int RateDecimals = 6;

    private sealed record Key(Window Window, View View, string? Currency, string? By);

    private readonly OraclePolicy _policy;
    private readonly OracleOptions _options;
    private readonly long? _watermark;
    private readonly DateTimeZone _zone;
    private readonly Dictionary<(Grain, long), Window> _windows = [];
    private readonly List<OracleKpi> _lines = [];

    private KpiReport(OraclePolicy policy, OracleOptions options, long? watermark)
    {
        _policy = policy;
        _options = options;
        _watermark = watermark;
        _zone = DateTimeZoneProviders.Tzdb[policy.TimeZone];
    }

    public static IReadOnlyList<OracleKpi> Make(
        IReadOnlyList<CustomerStory> stories, OraclePolicy policy, OracleOptions options, long? watermark)
    {
        var report = new KpiReport(policy, options, watermark);
        var items = stories.SelectMany(s => StoryBookings.Of(s, policy)).ToLookup(b => b.Item);
        foreach (var kpi in KpiDefinition.All)
        {
            foreach (var name in (string?[])[null, .. kpi.By]) report.AddLines(kpi, items, name);
        }
        return [.. report._lines
            .OrderBy(l => l.Kpi, StringComparer.Ordinal).ThenBy(l => l.Grain, StringComparer.Ordinal)
            .ThenBy(l => l.WindowStart).ThenBy(l => l.View, StringComparer.Ordinal)
            .ThenBy(l => l.Currency, StringComparer.Ordinal).ThenBy(l => l.Breakdown, StringComparer.Ordinal)];
    }

    private void AddLines(KpiDefinition kpi, ILookup<Item, Booking> items, string? name)
    {
        // Broken down from the day up; what no order is known for, from the minute.
        var finest = name is null or "linked" || kpi.Finest > Grain.Day ? kpi.Finest : Grain.Day;
        // Shares of a whole: by reason, a rate divides by all there are.
        var ofWhole = name is "reason" or "step";
        for (var grain = finest; grain <= Grain.All; grain++)
        {
            var lineOf = LineOf(kpi, items, grain, name);
            var numerators = Group(items[kpi.Numerator], grain, name, lineOf);
            var denominators = kpi.Denominator is { } item
                ? Group(items[item], grain, ofWhole ? null : name, lineOf)
                : null;
            foreach (var key in LineKeys(kpi, numerators, denominators, ofWhole))
            {
                var under = ofWhole ? key with { By = null } : key;
                if (kpi.OfEventView)
                {
                    if (key.View != View.Event) continue;
                    var (over, below) = (Total(numerators, key), Total(denominators!, under));
                    foreach (var view in (View[])[View.Event, View.Order])
                        _lines.Add(Line(kpi, key with { View = view }, over, below));
                    continue;
                }
                // Customers have no currency: the cost of acquiring them divides by all of them.
                if (kpi.Denominator == Item.NewCustomers) under = under with { Currency = null };
                var denominator = denominators is null ? 1 : Total(denominators, under);
                _lines.Add(Line(kpi, key, Total(numerators, key), denominator));
            }
        }
    }

    /// <summary>The line that each value of a window is part of: beyond the limit, one for all.</summary>
    private Dictionary<(Window, string), string> LineOf(
        KpiDefinition kpi, ILookup<Item, Booking> items, Grain grain, string? name)
    {
        var values = items[kpi.Numerator].Concat(kpi.Denominator is { } item ? items[item] : [])
            .Where(b => b.By is { } by && by.Name == name && (b.View == View.Event || !kpi.OfEventView))
            .GroupBy(b => WindowOf(grain, b.At), b => b.By!.Value.Value);
        // Channels and links are no free text: they are few.
        var limit = name is "channel" or "linked" ? int.MaxValue : _policy.Kpis.BreakdownValues;
        return values.SelectMany(w => BreakdownLimit.Lines(w, limit).Select(l => (w.Key, l.Key, l.Value)))
            .ToDictionary(l => (l.Item1, l.Item2), l => l.Value);
    }

    /// <summary>A line exists only where something was booked.</summary>
    private static IEnumerable<Key> LineKeys(
        KpiDefinition kpi, Dictionary<Key, List<Booking>> numerators, Dictionary<Key, List<Booking>>? denominators,
        bool ofWhole) =>
        denominators is null || ofWhole || kpi.Denominator == Item.NewCustomers
            ? numerators.Keys : numerators.Keys.Union(denominators.Keys);

    private Dictionary<Key, List<Booking>> Group(
        IEnumerable<Booking> bookings, Grain grain, string? name,
        Dictionary<(Window, string), string> lineOf) => bookings
        .Where(b => b.By?.Name == name)
        .GroupBy(b => KeyOf(b, WindowOf(grain, b.At), lineOf))
        .ToDictionary(g => g.Key, g => g.ToList());

    private static Key KeyOf(Booking b, Window window, Dictionary<(Window, string), string> lineOf) => new(
        window, b.View, b.Currency, b.By is { } by ? $$"""{"{{by.Name}}":"{{lineOf[(window, by.Value)]}}"}""" : null);

    private Window WindowOf(Grain grain, long at)
    {
        if (!_windows.TryGetValue((grain, at), out var window))
            _windows.Add((grain, at), window = Window.Of(grain, at, _zone));
        return window;
    }

    private static decimal Total(Dictionary<Key, List<Booking>> groups, Key key)
    {
        if (!groups.TryGetValue(key, out var bookings)) return 0;
        return bookings[0].Who is null
            ? bookings.Sum(b => b.Amount)
            : bookings.Where(b => b.Amount > 0).Select(b => b.Who).Distinct().Count();
    }

    private OracleKpi Line(KpiDefinition kpi, Key key, decimal numerator, decimal denominator)
    {
        // A rate with denominator 0 is null; quotients have 6 decimals, half-even.
        decimal? value = denominator == 0 ? null
            : kpi.Denominator is null ? numerator
            : Math.Round(numerator / denominator, RateDecimals, MidpointRounding.ToEven);
        return new OracleKpi(kpi.Name, Name(key.Window.Grain), key.Window.Start, key.Window.End,
            key.View == View.Event ? "event" : "order", key.By, numerator, denominator, value, key.Currency,
            IsFinal(kpi, key) ? "final" : "provisional");
    }

    /// <summary>Drain makes everything final; else the watermark passes all that can still change the window.</summary>
    private bool IsFinal(KpiDefinition kpi, Key key)
    {
        if (_options.Drains) return true;
        if (key.Window.Grain == Grain.All) return false;
        var open = _options.AllowedLateness;
        if (kpi.Pending == Pending.CartHorizon) open += _policy.Kpis.CartHorizon;
        if (kpi.Pending == Pending.RecoveryWindow) open += _policy.Abandonment.RecoveryWindow;
        if (kpi.PerView && key.View == View.Order) open += _policy.Kpis.ReturnWindow;
        return _watermark > key.Window.End + (long)open.TotalMilliseconds;
    }

    private static string Name(Grain grain) => grain switch
    {
        Grain.Minute => "minute",
        Grain.Hour => "hour",
        Grain.Day => "day",
        Grain.Month => "month",
        _ => "all",
    };
}
