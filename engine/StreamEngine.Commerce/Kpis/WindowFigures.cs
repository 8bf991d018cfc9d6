using System.Runtime.InteropServices;
using StreamEngine.Core.Operators.TumblingAggregate;

namespace StreamEngine.Commerce.Kpis;

/// <summary>A figure inside a window: a <see cref="FigureKey"/> without its grain.</summary>
public readonly record struct FigureSlot(Figure Figure, View View, string? Currency, Dimension Dimension, string? Value)
{
    /// <summary>The slot of a key.</summary>
    public static FigureSlot Of(in FigureKey key) => new(key.Figure, key.View, key.Currency, key.Dimension, key.Value);
}

/// <summary>Everything summed in one window: what its KPI lines are made of.</summary>
public sealed class WindowFigures
{
    private readonly Dictionary<FigureSlot, decimal> _sums = [];
    private readonly Dictionary<(Figure, View), List<FigureSlot>> _slots = [];

    public WindowFigures(Grain grain, Window window) => (Grain, Window) = (grain, window);

    public Grain Grain { get; }
    public Window Window { get; }

    /// <summary>Every slot in which something was booked, and its sum.</summary>
    public IReadOnlyDictionary<FigureSlot, decimal> All => _sums;

    /// <summary>The slots of a figure in a view.</summary>
    public IReadOnlyList<FigureSlot> Of(Figure figure, View view) =>
        _slots.TryGetValue((figure, view), out var slots) ? slots : [];

    /// <summary>The sum of a slot; 0 where nothing was booked.</summary>
    public decimal Sum(in FigureSlot slot) => _sums.GetValueOrDefault(slot);

    /// <summary>Adds to a slot, which is there from then on.</summary>
    public void Add(in FigureSlot slot, decimal amount)
    {
        ref var sum = ref CollectionsMarshal.GetValueRefOrAddDefault(_sums, slot, out var exists);
        sum += amount;
        if (exists) return;
        if (!_slots.TryGetValue((slot.Figure, slot.View), out var slots)) _slots[(slot.Figure, slot.View)] = slots = [];
        slots.Add(slot);
    }

    /// <summary>
    /// The windows that a booked figure counts in: its own and, unless it is distinct, every coarser one.
    /// </summary>
    public static IEnumerable<(Grain Grain, Window Window)> RollUp(FigureKey key, Window window, Calendar calendar)
    {
        yield return (key.Grain, window);
        if (key.Figure.IsDistinct()) yield break;
        for (var grain = key.Grain + 1; grain <= Grain.All; grain++)
            yield return (grain, calendar.WindowOf(grain, window.Start));
    }
}
