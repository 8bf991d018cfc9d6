using StreamEngine.Core;
using StreamEngine.Core.Keyed;
using StreamEngine.Core.State;

namespace StreamEngine.Runtime.Journal;

/// <summary>The kinds of steps that a task takes; together they decide everything that it does.</summary>
internal enum StepKind : byte
{
    /// <summary>So many records of an input.</summary>
    Run,

    /// <summary>The wall clock.</summary>
    Tick,

    /// <summary>An input is proven to be idle.</summary>
    Idle,

    /// <summary>The watermark moves on by the wall clock, because every input is idle.</summary>
    Advance,

    /// <summary>A policy document is in force from here on.</summary>
    Policy,
}

/// <summary>One step.</summary>
/// <param name="Kind">The kind.</param>
/// <param name="Input">Of a run and an idleness: the input's index.</param>
/// <param name="Value">Of a run: how many records; of a tick: the time; of an advance: the watermark.</param>
/// <param name="Document">Of a policy: the document; else empty.</param>
internal readonly record struct JournalStep(
    StepKind Kind, int Input, long Value, ReadOnlyMemory<byte> Document = default);

/// <summary>
/// The steps of one entry, written down as they are taken: each a number whose low five bits name the kind or the
/// input, so that a short run is one byte.
/// </summary>
internal sealed class JournalOps
{
    private const int KindBits = 5;
    private const int KindMask = (1 << KindBits) - 1;
    private const int TickCode = 0, IdleCode = 1, AdvanceCode = 2, FirstInput = 3, PolicyCode = KindMask;

    private byte[] _bytes = new byte[256];
    private int _used;
    private int _runInput = -1;
    private long _runCount;

    /// <summary>Whether no step was taken.</summary>
    public bool IsEmpty => _used == 0 && _runCount == 0;

    /// <summary>How many bytes they take, about.</summary>
    public int Bytes => _used;

    /// <summary>A record of an input was taken.</summary>
    public void AddRecord(int input)
    {
        if (input != _runInput) EndRun();
        _runInput = input;
        _runCount++;
    }

    public void AddTick(long now) => Add(TickCode, now);

    public void AddIdle(int input) => Add(IdleCode, input);

    public void AddAdvance(long watermark) => Add(AdvanceCode, watermark);

    /// <summary>A policy document was adopted; its length is the number.</summary>
    public void AddPolicy(ReadOnlySpan<byte> document)
    {
        Invariant.Require(
            document.Length is > 0 and <= Limits.PolicyBytes, "a policy document of the journal has a bounded length");
        EndRun();
        Reserve(document.Length);
        _used += Varint.Write(_bytes.AsSpan(_used), ((ulong)document.Length << KindBits) | PolicyCode);
        document.CopyTo(_bytes.AsSpan(_used));
        _used += document.Length;
    }

    /// <summary>The steps' bytes; valid until the next change.</summary>
    public ReadOnlySpan<byte> Encode()
    {
        EndRun();
        return _bytes.AsSpan(0, _used);
    }

    /// <summary>Starts over.</summary>
    public void Clear()
    {
        _used = 0;
        _runCount = 0;
        _runInput = -1;
    }

    /// <summary>Reads the step at <paramref name="at"/> and moves on.</summary>
    /// <exception cref="StateFormatException">The bytes are no steps.</exception>
    public static JournalStep Read(ReadOnlySpan<byte> bytes, ref int at)
    {
        var head = Varint.Read(bytes, ref at);
        var code = (int)(head & KindMask);
        var value = head >> KindBits;
        return code switch
        {
            TickCode => new JournalStep(StepKind.Tick, -1, ReadSigned(bytes, ref at)),
            AdvanceCode => new JournalStep(StepKind.Advance, -1, ReadSigned(bytes, ref at)),
            IdleCode => new JournalStep(StepKind.Idle, (int)ReadSigned(bytes, ref at), 0),
            < FirstInput + Limits.Inputs when value is > 0 and <= int.MaxValue =>
                new JournalStep(StepKind.Run, code - FirstInput, (long)value),
            PolicyCode => new JournalStep(StepKind.Policy, -1, 0, ReadDocument(bytes, value, ref at)),
            _ => throw new StateFormatException("the journal holds a step of no known kind"),
        };
    }

    private static byte[] ReadDocument(ReadOnlySpan<byte> bytes, ulong length, ref int at)
    {
        if (length is 0 or > Limits.PolicyBytes || length > (ulong)(bytes.Length - at))
            throw new StateFormatException("the journal holds a policy document of no possible length");
        var document = bytes.Slice(at, (int)length).ToArray();
        at += document.Length;
        return document;
    }

    private static long ReadSigned(ReadOnlySpan<byte> bytes, ref int at) => Varint.UnZigZag(Varint.Read(bytes, ref at));

    private void Add(int code, long value)
    {
        EndRun();
        Reserve();
        _used += Varint.Write(_bytes.AsSpan(_used), (ulong)code);
        _used += Varint.Write(_bytes.AsSpan(_used), Varint.ZigZag(value));
    }

    private void EndRun()
    {
        if (_runCount == 0) return;
        Reserve();
        var head = ((ulong)_runCount << KindBits) | (uint)(FirstInput + _runInput);
        _used += Varint.Write(_bytes.AsSpan(_used), head);
        _runCount = 0;
        _runInput = -1;
    }

    private void Reserve(int more = 0)
    {
        var needed = _used + (2 * Varint.MaxLength) + more;
        if (_bytes.Length < needed) Array.Resize(ref _bytes, Math.Max(needed, _bytes.Length * 2));
    }
}
