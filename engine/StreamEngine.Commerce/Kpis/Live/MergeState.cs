using System.Buffers;
using System.Globalization;
using System.Text;
using StreamEngine.Core.Keyed;
using StreamEngine.Core.Operators.TumblingAggregate;
using StreamEngine.Core.State;
using StreamEngine.Core.Time;

namespace StreamEngine.Commerce.Kpis.Live;

/// <summary>
/// The records of the merge stage's state. Keys are texts whose parts are set apart by a character that no part
/// contains; values begin with the version of their form.
/// </summary>
internal static class MergeState
{
    public const string WatermarksKey = "watermarks", RecoveryWindowKey = "recoveryWindow";

    private const char Apart = '\u001f';
    private const string Share = "share", Line = "line";
    private const byte Version = 1;

    public static string KeyOf(Grain grain, long start, in FigureSlot slot) => Join(
        Share, (int)grain, start, (int)slot.Figure, (int)slot.View, slot.Currency ?? "", (int)slot.Dimension,
        slot.Value ?? "");

    public static string KeyOf(Grain grain, long start, in LineId line) => Join(
        Line, (int)grain, start, line.Kpi, line.View, line.Currency ?? "", line.Breakdown?.Name ?? "",
        line.Breakdown?.Value ?? "");

    /// <summary>Refuses what is no record of this stage, or one of another version.</summary>
    /// <exception cref="StateFormatException">It is none.</exception>
    public static void Require(string key, ReadOnlySpan<byte> value)
    {
        if (key is not (WatermarksKey or RecoveryWindowKey)) _ = Parts(key);
        if (!value.IsEmpty) _ = new Reader(value);
    }

    public static (Grain Grain, long Start) WindowOf(string key)
    {
        var parts = Parts(key);
        return ((Grain)Number(parts[1]), Number(parts[2]));
    }

    /// <summary>The figure that a record is about; null where it is about a line.</summary>
    public static FigureSlot? SlotOf(string key)
    {
        var parts = Parts(key);
        return parts[0] == Share
            ? new FigureSlot((Figure)Number(parts[3]), (View)Number(parts[4]), OrNull(parts[5]),
                (Dimension)Number(parts[6]), OrNull(parts[7]))
            : null;
    }

    public static LineId LineOf(string key)
    {
        var parts = Parts(key);
        return new LineId(parts[3], parts[4], OrNull(parts[5]), parts[6].Length == 0 ? null : (parts[6], parts[7]));
    }

    public static byte[] Write(Window window, List<(int Source, decimal Share)> shares)
    {
        var writer = new Writer();
        writer.Long(window.End);
        writer.Long(shares.Count);
        foreach (var (source, share) in shares)
        {
            writer.Long(source);
            writer.Decimal(share);
        }

        return writer.Bytes;
    }

    public static byte[] Write(Window window, in PublishedLine line)
    {
        var writer = new Writer();
        writer.Long(window.End);
        writer.Decimal(line.Numerator);
        writer.Decimal(line.Denominator);
        writer.Long((line.Revision * 2L) + (line.IsFinal ? 1 : 0));
        return writer.Bytes;
    }

    public static byte[] Write(long milliseconds)
    {
        var writer = new Writer();
        writer.Long(milliseconds);
        return writer.Bytes;
    }

    public static byte[] Write(IReadOnlyList<long> watermarks)
    {
        var writer = new Writer();
        writer.Long(watermarks.Count);
        foreach (var watermark in watermarks) writer.Long(watermark);
        return writer.Bytes;
    }

    public static long[] ReadWatermarks(ReadOnlySpan<byte> value)
    {
        var reader = new Reader(value);
        var watermarks = new long[reader.Long()];
        for (var i = 0; i < watermarks.Length; i++) watermarks[i] = reader.Long();
        return watermarks;
    }

    private static string Join(params object[] parts) => string.Join(Apart, parts.Select(
        part => Convert.ToString(part, CultureInfo.InvariantCulture)!.Replace(Apart, ' ')));

    private static string[] Parts(string key) => key.Split(Apart) is { Length: 8 } parts && parts[0] is Share or Line
        ? key.Split(Apart)
        : throw new StateFormatException($"'{key}' is no key of the merge stage");

    private static long Number(string text) => long.Parse(text, CultureInfo.InvariantCulture);

    private static string? OrNull(string text) => text.Length == 0 ? null : text;

    private sealed class Writer
    {
        private readonly ArrayBufferWriter<byte> _bytes = new();

        public Writer() => _bytes.Write([Version]);

        public byte[] Bytes => _bytes.WrittenSpan.ToArray();

        public void Long(long value)
        {
            var span = _bytes.GetSpan(Varint.MaxLength);
            _bytes.Advance(Varint.Write(span, Varint.ZigZag(value)));
        }

        /// <summary>Equal numbers give equal bytes, whatever trailing zeroes they carry.</summary>
        public void Decimal(decimal value)
        {
            var trimmed = value / 1.0000000000000000000000000000m;
            var text = Encoding.ASCII.GetBytes(trimmed.ToString(CultureInfo.InvariantCulture));
            Long(text.Length);
            _bytes.Write(text);
        }
    }

    /// <summary>Reads a value; refuses one of another version or cut off.</summary>
    public ref struct Reader
    {
        private readonly ReadOnlySpan<byte> _bytes;
        private int _at = 1;

        public Reader(ReadOnlySpan<byte> bytes)
        {
            if (bytes.IsEmpty || bytes[0] != Version)
                throw new StateFormatException("a record of the merge stage of another version");
            _bytes = bytes;
        }

        public long Long()
        {
            if (_at >= _bytes.Length) throw new StateFormatException("a record of the merge stage is cut off");
            return Varint.UnZigZag(Varint.Read(_bytes, ref _at));
        }

        public decimal Decimal()
        {
            var length = (int)Long();
            if (length < 0 || length > _bytes.Length - _at)
                throw new StateFormatException("a record of the merge stage is cut off");
            var text = Encoding.ASCII.GetString(_bytes.Slice(_at, length));
            var number = decimal.Parse(text, CultureInfo.InvariantCulture);
            _at += length;
            return number;
        }

        public PublishedLine Line()
        {
            var (numerator, denominator, rest) = (Decimal(), Decimal(), Long());
            return new PublishedLine(numerator, denominator, (rest & 1) != 0, (int)(rest / 2));
        }
    }
}
