using StreamEngine.Commerce.Outputs;
using StreamEngine.Core.Operators.TumblingAggregate;

namespace StreamEngine.Commerce.Kpis.Live;

/// <summary>What tells one line of a window from another.</summary>
internal readonly record struct LineId(
    string Kpi, string View, string? Currency, (string Name, string Value)? Breakdown)
{
    public static LineId Of(KpiRecord line) => new(line.Kpi, line.View, line.Currency, line.Breakdown);
}

/// <summary>A line as it was published last.</summary>
internal readonly record struct PublishedLine(decimal Numerator, decimal Denominator, bool IsFinal, int Revision);

/// <summary>One window over all tasks: their shares, the sums of these, and the lines published of them.</summary>
internal sealed class MergedWindow
{
    private readonly Dictionary<FigureSlot, List<(int Source, decimal Share)>> _shares = [];

    public MergedWindow(Grain grain, Window window) => Figures = new WindowFigures(grain, window);

    public WindowFigures Figures { get; }

    /// <summary>The shares of each figure, by source.</summary>
    public IReadOnlyDictionary<FigureSlot, List<(int Source, decimal Share)>> Shares => _shares;

    public Dictionary<LineId, PublishedLine> Lines { get; } = [];

    /// <summary>True where lines may differ from what was published.</summary>
    public bool IsDirty { get; set; }

    /// <summary>Takes a share in, in the place of the source's former one; false where it says nothing new.</summary>
    public bool Set(in FigureSlot slot, int source, decimal share)
    {
        if (!_shares.TryGetValue(slot, out var shares)) _shares.Add(slot, shares = []);
        var at = shares.FindIndex(s => s.Source >= source);
        if (at >= 0 && shares[at].Source == source)
        {
            if (shares[at].Share == share) return false;
            Figures.Add(slot, share - shares[at].Share);
            shares[at] = (source, share);
        }
        else
        {
            Figures.Add(slot, share);
            shares.Insert(at < 0 ? shares.Count : at, (source, share));
        }

        return true;
    }
}
