using System.Buffers;
using System.Text;
using StreamEngine.Commerce.Kpis;
using StreamEngine.Commerce.Kpis.Live;
using StreamEngine.Commerce.Outputs;
using StreamEngine.Core.Tasks;
using StreamEngine.Testing.Shop;

namespace StreamEngine.Runtime.Tests.Kpis;

/// <summary>KPI lines as text with their revision, in the form of <see cref="EngineRun.Kpis"/>.</summary>
internal sealed class TextKpiOutput(OutputBatch batch) : IKpiOutput
{
    public static (string Line, long Revision) Read(ReadOnlySpan<byte> value)
    {
        var parts = Encoding.UTF8.GetString(value).Split('\n');
        return (parts[0], long.Parse(parts[1], null));
    }

    public void Publish(KpiRecord line)
    {
        var breakdown = line.Breakdown is { } b ? $$"""{"{{b.Name}}":"{{b.Value}}"}""" : null;
        var text = RecordedOutput.Line(
            line.Kpi, line.Grain, line.WindowStart, line.WindowEnd, line.View, line.Currency, breakdown,
            line.Numerator, line.Denominator, line.Value, line.IsFinal ? "final" : "provisional");
        batch.Begin(Encoding.UTF8.GetBytes(KpiKey.Of(line)));
        batch.Writer.Write(Encoding.UTF8.GetBytes($"{text}\n{line.Revision}"));
        batch.End(ShopStreams.Kpis);
    }

    public void Withdraw(string key)
    {
        batch.Begin(Encoding.UTF8.GetBytes(key));
        batch.End(ShopStreams.Kpis);
    }
}
