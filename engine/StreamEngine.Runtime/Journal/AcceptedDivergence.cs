using System.Globalization;
using StreamEngine.Core.Hashing;
using StreamEngine.Core.State;

namespace StreamEngine.Runtime.Journal;

/// <summary>
/// An operator's word, in the journal of a task, that a replay may come out differently from what was published: for
/// these entries, under this logic and these settings, and as it came out when it was looked at. Nothing else is
/// accepted by it. See docs/adr/0026.
/// </summary>
public sealed record AcceptedDivergence
{
    /// <summary>The first byte; that of a journal entry is another.</summary>
    private const byte Format = 0xA0;

    /// <summary>The first entry after the snapshot that the replay began with, and the last one.</summary>
    public required long From { get; init; }
    public required long UpTo { get; init; }

    /// <summary>The logic and the settings that the replay was made with.</summary>
    public required int LogicVersion { get; init; }
    public required Hash128 Settings { get; init; }

    /// <summary>A hash of everything that came out of the replay.</summary>
    public required ulong Result { get; init; }

    /// <summary>How many entries came out differently; 0 where only the logic or the settings are others.</summary>
    public required long Differing { get; init; }

    /// <summary>The first of them, and what differed; empty where none did.</summary>
    public required string First { get; init; }

    /// <summary>How many entries were made by another logic, or under other settings.</summary>
    public required long OtherLogic { get; init; }

    /// <summary>When it was accepted, ms since the epoch.</summary>
    public required long At { get; init; }

    /// <summary>Whether a record of the journal is one of these.</summary>
    public static bool Is(ReadOnlySpan<byte> value) => value.Length > 0 && value[0] == Format;

    /// <summary>What was accepted, in a line for people.</summary>
    public string Describe() => string.Create(CultureInfo.InvariantCulture,
        $"entries {From} to {UpTo}: {OtherLogic} made by another logic or under other settings, {Differing} come out "
        + $"differently{(First.Length == 0 ? "" : $", the first: {First}")}");

    /// <summary>The record for the journal.</summary>
    public byte[] ToRecord()
    {
        var output = new ByteWriter();
        output.Byte(Format);
        output.Number(From);
        output.Number(UpTo);
        output.Number(LogicVersion);
        output.Unsigned(Settings.High);
        output.Unsigned(Settings.Low);
        output.Unsigned(Result);
        output.Number(Differing);
        output.Text(First);
        output.Number(OtherLogic);
        output.Number(At);
        return output.Written.ToArray();
    }

    /// <summary>Reads a record.</summary>
    /// <exception cref="StateFormatException">The bytes are none.</exception>
    public static AcceptedDivergence Read(ReadOnlySpan<byte> bytes)
    {
        var input = new ByteReader(bytes);
        if (input.Byte() != Format) throw new StateFormatException("no accepted divergence");
        var (from, upTo, version) = (input.Number(), input.Number(), (int)input.Number());
        var settings = new Hash128(input.Unsigned(), input.Unsigned());
        var (result, differing, first) = (input.Unsigned(), input.Number(), input.Text());
        var (others, at) = (input.Number(), input.Number());
        if (!input.IsAtEnd) throw new StateFormatException("an accepted divergence is longer than it should be");
        if (from < 1 || upTo < from) throw new StateFormatException("an accepted divergence is of no entries");
        return new AcceptedDivergence
        {
            From = from, UpTo = upTo, LogicVersion = version, Settings = settings, Result = result,
            Differing = differing, First = first, OtherLogic = others, At = at,
        };
    }
}
