using StreamEngine.Core.Operators.TumblingAggregate;
using StreamEngine.Core.Time;

namespace StreamEngine.Commerce.Kpis.Live;

/// <summary>A task's share of a figure in a window, all of it; or how far the task is.</summary>
public sealed record FigurePartial
{
    /// <summary>The partition that the task reads, and how many there are.</summary>
    public required int Source { get; init; }
    public required int Sources { get; init; }

    /// <summary>Every share as of this time was published before. Null beside a figure.</summary>
    public long? Watermark { get; init; }

    /// <summary>Where it is about a figure: which, in which window, and the share.</summary>
    public Grain Grain { get; init; }
    public Window Window { get; init; }
    public FigureSlot Slot { get; init; }
    public decimal Total { get; init; }
}

/// <summary>Where the shares go, and how long windows are kept.</summary>
/// <param name="Source">The partition that the task reads.</param>
/// <param name="Sources">How many such partitions there are.</param>
/// <param name="Targets">How many partitions the topic of the shares has.</param>
public sealed record FigureRouting(int Source, int Sources, int Targets);

/// <summary>The points in event time at which a task publishes its shares.</summary>
public static class PublicationPoints
{
    /// <summary>Shares that changed are published when the watermark passes a full minute.</summary>
    public const long EveryMs = EventTime.Minute;

    /// <summary>
    /// The watermark is published with them, and at every full hour whether or not something changed.
    /// </summary>
    public const long WatermarkEveryMs = EventTime.Hour;

    /// <summary>The first full unit after a time.</summary>
    public static long After(long time, long unit) =>
        time <= EventTime.Min || time >= EventTime.Max - unit ? EventTime.Max : time - Mod(time, unit) + unit;

    private static long Mod(long time, long unit) => ((time % unit) + unit) % unit;
}
