using System.Text;
using StreamEngine.Schemas.Framing;
using StreamEngine.Schemas.Model;
using StreamEngine.Schemas.Reading;

namespace StreamEngine.Commerce.Outputs;

/// <summary>Reads KPI lines as they lie in their topic. One thread.</summary>
public sealed class KpiDecoder
{
    private const decimal AmountScale = 10_000m, RatioScale = 1_000_000m;
    private const int Provisional = 1, Final = 2;

    // In the order of the ids below.
    private static readonly string[] Paths =
    [
        "kpi", "grain", "windowStart", "windowEnd", "view", "breakdown.key", "breakdown.value", "numerator",
        "denominator", "value", "currency", "status", "revision", "breakdown",
    ];

    private const int Kpi = 0, Grain = 1, Start = 2, End = 3, View = 4, Name = 5, Part = 6, Numerator = 7,
        Denominator = 8, Value = 9, Currency = 10, Status = 11, Revision = 12;

    private static readonly string?[] Grains = [null, "minute", "hour", "day", "month", "all"];
    private static readonly string?[] Views = [null, "event", "order"];
    private static readonly RecordBinding Binding = new(
        Paths.Select((path, index) => KeyValuePair.Create(path, index)));

    private readonly RecordDecoder _decoder;
    private readonly Draft _draft = new();

    /// <param name="writers">The schemas that lines may be written with.</param>
    public KpiDecoder(WriterSchemas writers) => _decoder = new RecordDecoder(ShopSchemas.Kpi, Binding, writers);

    /// <summary>Reads a line; null, with what is the matter, where the message is none.</summary>
    public KpiRecord? Read(ReadOnlySpan<byte> message, out string? fault)
    {
        _draft.Clear();
        var target = new Target(_draft);
        var result = _decoder.Decode(message, ref target);
        fault = result.IsSuccess ? _draft.Fault() : result.ToString();
        return fault is null ? _draft.ToRecord() : null;
    }

    private sealed class Draft
    {
        public readonly long?[] Numbers = new long?[Paths.Length];
        public readonly string?[] Texts = new string?[Paths.Length];

        public void Clear()
        {
            Array.Clear(Numbers);
            Array.Clear(Texts);
        }

        public string? Fault() => Numbers[Grain] is not (>= 1 and <= 5) || Numbers[View] is not (1 or 2)
            || Numbers[Status] is not (Provisional or Final) ? "a line that this version does not know" : null;

        public KpiRecord ToRecord() => new()
        {
            Kpi = Texts[Kpi]!,
            Grain = Grains[(int)Numbers[Grain]!.Value]!,
            WindowStart = Numbers[Start]!.Value,
            WindowEnd = Numbers[End]!.Value,
            View = Views[(int)Numbers[View]!.Value]!,
            Breakdown = Texts[Name] is { } name ? (name, Texts[Part] ?? "") : null,
            Numerator = Numbers[Numerator]!.Value / AmountScale,
            Denominator = Numbers[Denominator]!.Value / AmountScale,
            Value = Numbers[Value] / RatioScale,
            Currency = Texts[Currency],
            IsFinal = Numbers[Status] == Final,
            Revision = (int)Numbers[Revision]!.Value,
        };
    }

    private readonly struct Target(Draft draft) : IRecordTarget
    {
        public void Number(int field, long value) => draft.Numbers[field] = value;

        public void Text(int field, ReadOnlySpan<byte> value, int start) =>
            draft.Texts[field] = Encoding.UTF8.GetString(value);

        public void BeginItem(int field)
        {
        }

        public void EndItem(int field)
        {
        }
    }
}
