using System.Buffers;
using System.Globalization;
using System.Text;
using StreamEngine.Core.Operators.TumblingAggregate;
using StreamEngine.Schemas.Framing;
using StreamEngine.Schemas.Model;
using StreamEngine.Schemas.Reading;
using StreamEngine.Schemas.Writing;

namespace StreamEngine.Commerce.Kpis.Live;

/// <summary>Shares as Avro messages in single-object encoding, and their keys. One thread.</summary>
public sealed class FigurePartialCodec
{
    private const int None = 0, ANumber = 1;

    private static readonly string[] Fields =
    [
        "source", "sources", "watermark", "figure", "grain", "windowStart", "windowEnd", "view", "currency",
        "dimension", "value", "total",
    ];

    private static readonly RecordBinding Binding = new(
        Fields.Select((name, index) => KeyValuePair.Create(name, index)));

    private readonly byte[] _header = new byte[MessageHeader.SingleObjectBytes];
    private readonly RecordDecoder _decoder;
    private readonly Draft _draft = new();

    /// <param name="writers">The schemas that messages may be written with.</param>
    public FigurePartialCodec(WriterSchemas writers)
    {
        _decoder = new RecordDecoder(ShopSchemas.FigurePartial, Binding, writers);
        MessageHeader.SingleObject(ShopSchemas.FigurePartial).Write(_header);
    }

    /// <summary>The key: of a figure, its window first, by which it is routed.</summary>
    public static string KeyOf(FigurePartial partial)
    {
        if (partial.Watermark is not null)
            return string.Create(CultureInfo.InvariantCulture, $"watermark|{partial.Source}");
        var slot = partial.Slot;
        return string.Create(CultureInfo.InvariantCulture,
            $"{RouteOf(partial.Grain, partial.Window)}|{(int)slot.Figure}|{(int)slot.View}|{slot.Currency}|"
            + $"{(int)slot.Dimension}|{slot.Value}|{partial.Source}");
    }

    /// <summary>What decides the partition: the window, so that all figures of a window meet in one place.</summary>
    public static string RouteOf(Grain grain, Window window) =>
        string.Create(CultureInfo.InvariantCulture, $"{(int)grain}|{window.Start}");

    /// <summary>Writes a share.</summary>
    public void Write(FigurePartial partial, IBufferWriter<byte> output)
    {
        var avro = new AvroWriter(output);
        avro.Raw(_header);
        avro.Long(partial.Source);
        avro.Long(partial.Sources);
        avro.Union(partial.Watermark is null ? None : ANumber);
        if (partial.Watermark is { } watermark) avro.Long(watermark);
        var isFigure = partial.Watermark is null;
        avro.Long((int)partial.Slot.Figure);
        avro.Enum(isFigure ? (int)partial.Grain + 1 : 0);
        avro.Long(partial.Window.Start);
        avro.Long(partial.Window.End);
        avro.Long((int)partial.Slot.View);
        OptionalText(ref avro, partial.Slot.Currency);
        avro.Long((int)partial.Slot.Dimension);
        OptionalText(ref avro, partial.Slot.Value);
        avro.Text(partial.Total.ToString(CultureInfo.InvariantCulture));
        avro.Flush();
    }

    /// <summary>Reads a share; null, with what is the matter, where the message is none.</summary>
    public FigurePartial? Read(ReadOnlySpan<byte> message, out string? fault)
    {
        _draft.Clear();
        var target = new Target(_draft);
        var result = _decoder.Decode(message, ref target);
        fault = result.IsSuccess ? _draft.Fault() : result.ToString();
        return fault is null ? _draft.ToPartial() : null;
    }

    private static void OptionalText(ref AvroWriter avro, string? text)
    {
        avro.Union(text is null ? 0 : 1);
        if (text is not null) avro.Text(text);
    }

    private sealed class Draft
    {
        public readonly long[] Numbers = new long[Fields.Length];
        public bool HasWatermark;
        public string? Currency, Value, Total;

        public void Clear()
        {
            Array.Clear(Numbers);
            HasWatermark = false;
            Currency = Value = Total = null;
        }

        public string? Fault()
        {
            if (Numbers[1] is < 1 or > ushort.MaxValue || Numbers[0] < 0 || Numbers[0] >= Numbers[1])
                return $"no partition {Numbers[0]} of {Numbers[1]}";
            if (HasWatermark) return null;
            if (!Enum.IsDefined((Figure)Numbers[3]) || Numbers[4] is < 1 or > (int)Grain.All + 1
                || Numbers[7] is < 0 or > (int)View.Order || Numbers[9] is < 0 or > (int)Dimension.Step)
                return "a figure that this version does not know";
            return decimal.TryParse(Total, NumberStyles.AllowLeadingSign | NumberStyles.AllowDecimalPoint,
                CultureInfo.InvariantCulture, out _) ? null : "total is no number";
        }

        public FigurePartial ToPartial() => HasWatermark
            ? new FigurePartial { Source = (int)Numbers[0], Sources = (int)Numbers[1], Watermark = Numbers[2] }
            : new FigurePartial
            {
                Source = (int)Numbers[0], Sources = (int)Numbers[1], Grain = (Grain)(Numbers[4] - 1),
                Window = new Window(Numbers[5], Numbers[6]),
                Slot = new FigureSlot((Figure)Numbers[3], (View)Numbers[7], Currency, (Dimension)Numbers[9], Value),
                Total = decimal.Parse(Total!, CultureInfo.InvariantCulture),
            };
    }

    private readonly struct Target(Draft draft) : IRecordTarget
    {
        public void Number(int field, long value)
        {
            draft.Numbers[field] = value;
            draft.HasWatermark |= field == 2;
        }

        public void Text(int field, ReadOnlySpan<byte> value, int start)
        {
            var text = Encoding.UTF8.GetString(value);
            switch (Fields[field])
            {
                case "currency": draft.Currency = text; break;
                case "value": draft.Value = text; break;
                case "total": draft.Total = text; break;
            }
        }

        public void BeginItem(int field)
        {
        }

        public void EndItem(int field)
        {
        }
    }
}
