using System.Buffers.Binary;
using System.Globalization;
using System.Text;
using StreamEngine.Core.Tasks;
using StreamEngine.Core.Time;

namespace StreamEngine.Runtime.Tests.Support;

/// <summary>
/// The policy of the counting task: versions of its gap by event time, and a basis that no version may change.
/// </summary>
internal sealed class GapHistory(long given, string basis)
{
    private const byte KeyOfVersion = (byte)'!';

    private readonly SortedDictionary<byte, (long From, byte[] Document)> _versions = [];

    /// <summary>How many versions were not handed over.</summary>
    public int Unsaved { get; private set; }

    public PolicyInForce? InForce => _versions.Count == 0 ? null
        : new PolicyInForce(Encoding.UTF8.GetString(_versions.Values.Last().Document), _versions.Values.Last().From);

    public static byte[] Document(long gapMs, string basis = "") =>
        Encoding.UTF8.GetBytes(string.Create(CultureInfo.InvariantCulture, $"{gapMs}{basis}"));

    /// <summary>The gap of a document.</summary>
    public static long GapOf(ReadOnlySpan<byte> document) => long.Parse(
        Encoding.UTF8.GetString(document).TrimEnd('a', 'b', 'c'), CultureInfo.InvariantCulture);

    public bool IsInForce(ReadOnlyMemory<byte> document) =>
        _versions.Count > 0 && _versions.Values.Last().Document.AsSpan().SequenceEqual(document.Span);

    public void Adopt(ReadOnlyMemory<byte> document, long position)
    {
        Require(document.Span);
        _versions.Add((byte)_versions.Count, (_versions.Count == 0 ? EventTime.Min : position, document.ToArray()));
        Unsaved++;
    }

    public long At(long time)
    {
        var gap = given;
        foreach (var (from, document) in _versions.Values)
            if (from <= time) gap = GapOf(document);
        return gap;
    }

    public void TakeChanges(StateRecordHandler changed)
    {
        foreach (var (number, (from, document)) in _versions.TakeLast(Unsaved))
        {
            var value = new byte[8 + document.Length];
            BinaryPrimitives.WriteInt64LittleEndian(value, from);
            document.CopyTo(value, 8);
            changed([KeyOfVersion, number], value);
        }

        Unsaved = 0;
    }

    /// <summary>Takes a version in; false where the record is none.</summary>
    public bool Load(ReadOnlySpan<byte> key, ReadOnlySpan<byte> value)
    {
        if (key is not [KeyOfVersion, _]) return false;
        if (value.IsEmpty) _versions.Remove(key[1]);
        else _versions[key[1]] = (BinaryPrimitives.ReadInt64LittleEndian(value), value[8..].ToArray());
        return true;
    }

    /// <summary>Throws where a version that was taken in has another basis.</summary>
    public void RequireBasis()
    {
        foreach (var (_, document) in _versions.Values) Require(document);
    }

    private void Require(ReadOnlySpan<byte> document)
    {
        var text = Encoding.UTF8.GetString(document);
        if (!text.EndsWith(basis, StringComparison.Ordinal)) throw new FormatException("basis: cannot be changed");
    }
}
