using StreamEngine.Core.Hashing;
using StreamEngine.Core.State;
using StreamEngine.Core.Tasks;
using StreamEngine.Runtime.Journal;

namespace StreamEngine.Runtime.Snapshots;

/// <summary>
/// The last record of a snapshot: it makes the records of state before it a whole, and says from where a restore goes
/// on.
/// </summary>
internal sealed record SnapshotRecord
{
    private const byte Format = 1;

    /// <summary>The journal entry that the snapshot is part of.</summary>
    public required long Sequence { get; init; }

    /// <summary>An offset of the journal at or before the next entry.</summary>
    public required long JournalOffset { get; init; }

    public required string ClusterId { get; init; }
    public required int Partitions { get; init; }
    public required int LogicVersion { get; init; }
    public required Hash128 Settings { get; init; }

    /// <summary>The input topics, in the order in which the arrays below speak of them.</summary>
    public required string[] Topics { get; init; }

    /// <summary>By input: the next offset, and the offset of the oldest record that waited for the watermark.</summary>
    public required long[] Ends { get; init; }
    public required long[] OldestWaiting { get; init; }

    /// <summary>The clock: by input the highest event time and whether it was idle; then the task's own.</summary>
    public required long[] Highest { get; init; }
    public required bool[] Idle { get; init; }
    public required long Watermark { get; init; }
    public required long HighestArrival { get; init; }
    public required long LastTick { get; init; }

    /// <summary>By input: the columns of the ledger, and how many ended for which reason.</summary>
    public required long[] Ledger { get; init; }
    public required IReadOnlyList<(int Input, FateKind Kind, string Reason, long Count)> Reasons { get; init; }

    public void Write(ByteWriter output)
    {
        output.Byte(Format);
        output.Number(Sequence);
        output.Number(JournalOffset);
        output.Text(ClusterId);
        output.Number(Partitions);
        output.Number(LogicVersion);
        output.Unsigned(Settings.High);
        output.Unsigned(Settings.Low);
        output.Number(Topics.Length);
        for (var i = 0; i < Topics.Length; i++)
        {
            output.Text(Topics[i]);
            output.Number(Ends[i]);
            output.Number(OldestWaiting[i]);
            output.Number(Highest[i]);
            output.Byte(Idle[i] ? (byte)1 : (byte)0);
        }

        output.Number(Watermark);
        output.Number(HighestArrival);
        output.Number(LastTick);
        foreach (var column in Ledger) output.Number(column);
        output.Number(Reasons.Count);
        foreach (var (input, kind, reason, count) in Reasons)
        {
            output.Number(input);
            output.Byte((byte)kind);
            output.Text(reason);
            output.Number(count);
        }
    }

    /// <summary>Reads a snapshot's last record.</summary>
    /// <exception cref="StateFormatException">The bytes are none.</exception>
    public static SnapshotRecord Read(ReadOnlySpan<byte> bytes)
    {
        var input = new ByteReader(bytes);
        if (input.Byte() != Format) throw new StateFormatException("a snapshot of an unknown format");
        var (sequence, journal, cluster) = (input.Number(), input.Number(), input.Text());
        var (partitions, version) = ((int)input.Number(), (int)input.Number());
        var settings = new Hash128(input.Unsigned(), input.Unsigned());
        var count = input.Count(Limits.Inputs);
        var topics = new string[count];
        var (ends, oldest, highest) = (new long[count], new long[count], new long[count]);
        var idle = new bool[count];
        for (var i = 0; i < count; i++)
        {
            topics[i] = input.Text();
            (ends[i], oldest[i], highest[i]) = (input.Number(), input.Number(), input.Number());
            idle[i] = input.Byte() != 0;
        }

        var (watermark, arrival, tick) = (input.Number(), input.Number(), input.Number());
        var ledger = new long[count * Ledgers.Columns];
        for (var i = 0; i < ledger.Length; i++) ledger[i] = input.Number();
        var reasons = new (int, FateKind, string, long)[input.Count(bytes.Length)];
        for (var i = 0; i < reasons.Length; i++)
            reasons[i] = ((int)input.Number(), (FateKind)input.Byte(), input.Text(), input.Number());
        if (!input.IsAtEnd) throw new StateFormatException("a snapshot's record is longer than it should be");
        return new SnapshotRecord
        {
            Sequence = sequence, JournalOffset = journal, ClusterId = cluster, Partitions = partitions,
            LogicVersion = version, Settings = settings, Topics = topics, Ends = ends, OldestWaiting = oldest,
            Highest = highest, Idle = idle, Watermark = watermark, HighestArrival = arrival, LastTick = tick,
            Ledger = ledger, Reasons = reasons,
        };
    }
}
