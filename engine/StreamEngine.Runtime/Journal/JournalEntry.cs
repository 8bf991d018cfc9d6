using StreamEngine.Core.Hashing;
using StreamEngine.Core.State;

namespace StreamEngine.Runtime.Journal;

/// <summary>
/// What a task did between two commits: enough to do it again, and to see that it comes out the same.
/// </summary>
internal sealed record JournalEntry
{
    private const byte Format = 1;

    /// <summary>Counts the entries of a task from 1.</summary>
    public required long Sequence { get; init; }

    /// <summary>Who wrote it: the transactional id.</summary>
    public required string Writer { get; init; }

    /// <summary>The pipeline's version of its logic.</summary>
    public required int LogicVersion { get; init; }

    /// <summary>The hash of the settings that the pipeline was made with.</summary>
    public required Hash128 Settings { get; init; }

    /// <summary>The settings themselves, in the first entry and beside a snapshot; else empty.</summary>
    public byte[] SettingsBytes { get; init; } = [];

    /// <summary>By input: the next offset before the entry, and after it.</summary>
    public required long[] Starts { get; init; }
    public required long[] Ends { get; init; }

    /// <summary>The steps, in order.</summary>
    public required byte[] Steps { get; init; }

    /// <summary>The watermark after the entry.</summary>
    public required long Watermark { get; init; }

    /// <summary>Digests of the records that went in and of the records that came out, in order.</summary>
    public required ulong InputDigest { get; init; }
    public required ulong OutputDigest { get; init; }

    /// <summary>By input: the columns of the ledger after the entry.</summary>
    public required long[] Ledger { get; init; }

    /// <summary>Writes the entry.</summary>
    public void Write(ByteWriter output)
    {
        output.Byte(Format);
        output.Number(Sequence);
        output.Text(Writer);
        output.Number(LogicVersion);
        output.Unsigned(Settings.High);
        output.Unsigned(Settings.Low);
        output.Bytes(SettingsBytes);
        output.Number(Starts.Length);
        for (var i = 0; i < Starts.Length; i++)
        {
            output.Number(Starts[i]);
            output.Number(Ends[i] - Starts[i]);
        }

        output.Bytes(Steps);
        output.Number(Watermark);
        output.Unsigned(InputDigest);
        output.Unsigned(OutputDigest);
        output.Number(Ledger.Length);
        foreach (var column in Ledger) output.Number(column);
    }

    /// <summary>Reads an entry.</summary>
    /// <exception cref="StateFormatException">The bytes are none.</exception>
    public static JournalEntry Read(ReadOnlySpan<byte> bytes)
    {
        var input = new ByteReader(bytes);
        if (input.Byte() != Format) throw new StateFormatException("a journal entry of an unknown format");
        var sequence = input.Number();
        var writer = input.Text();
        var version = (int)input.Number();
        var settings = new Hash128(input.Unsigned(), input.Unsigned());
        var settingsBytes = input.Bytes().ToArray();
        var inputs = input.Count(Limits.Inputs);
        var starts = new long[inputs];
        var ends = new long[inputs];
        for (var i = 0; i < inputs; i++)
        {
            starts[i] = input.Number();
            ends[i] = starts[i] + input.Number();
        }

        var steps = input.Bytes().ToArray();
        var watermark = input.Number();
        var (inputDigest, outputDigest) = (input.Unsigned(), input.Unsigned());
        var ledger = new long[input.Count(Limits.Inputs * Ledgers.Columns)];
        for (var i = 0; i < ledger.Length; i++) ledger[i] = input.Number();
        if (!input.IsAtEnd) throw new StateFormatException("a journal entry is longer than it should be");
        return new JournalEntry
        {
            Sequence = sequence, Writer = writer, LogicVersion = version, Settings = settings, SettingsBytes =
                settingsBytes,
            Starts = starts, Ends = ends, Steps = steps, Watermark = watermark, InputDigest = inputDigest,
            OutputDigest = outputDigest, Ledger = ledger,
        };
    }
}
