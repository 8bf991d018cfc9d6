using System.Buffers.Binary;
using System.Globalization;
using System.IO.Hashing;
using StreamEngine.Core.Hashing;
using StreamEngine.Core.State;
using StreamEngine.Runtime.Journal;
using StreamEngine.Runtime.Tasks;

namespace StreamEngine.Runtime.Recovery;

/// <summary>
/// Whether a replay may come out differently: only as far as an operator accepted exactly that. Of a probe everything
/// may, and it is noted.
/// </summary>
/// <param name="logicVersion">The version of the logic that replays.</param>
/// <param name="settings">The settings that it replays under.</param>
/// <param name="isProbe">Whether what is not accepted is noted instead of refused.</param>
internal sealed class Divergences(int logicVersion, Hash128 settings, bool isProbe = false)
{
    private readonly List<AcceptedDivergence> _accepted = [];
    private readonly XxHash3 _result = new();
    private long _from;

    /// <summary>The settings that it replays under.</summary>
    public Hash128 Settings => settings;

    /// <summary>Whether what is not accepted is noted.</summary>
    public bool IsProbe => isProbe;

    /// <summary>What was accepted and made use of; null where nothing had to be.</summary>
    public AcceptedDivergence? Used { get; private set; }

    /// <summary>Entries that came out differently, and the first of them. Of a probe.</summary>
    public long Differing { get; private set; }
    public string First { get; private set; } = "";

    /// <summary>Entries made by another logic or under other settings. Of a probe.</summary>
    public long OtherLogic { get; private set; }

    /// <summary>A hash of what came out of the entries so far.</summary>
    public ulong Result => _result.GetCurrentHashAsUInt64();

    /// <summary>An acceptance stands in the journal.</summary>
    /// <exception cref="StateFormatException">It cannot be read.</exception>
    public void Note(ReadOnlySpan<byte> record) => _accepted.Add(AcceptedDivergence.Read(record));

    /// <summary>The replay begins with that entry.</summary>
    public void Begin(long sequence)
    {
        _from = sequence;
        _result.Reset();
    }

    /// <summary>Whether an entry may be replayed that another logic made, or other settings.</summary>
    public bool MayReplay(JournalEntry entry)
    {
        if (TryUse(entry.Sequence)) return true;
        OtherLogic++;
        return isProbe;
    }

    /// <summary>Whether an entry may come out differently.</summary>
    public bool MayDiffer(JournalEntry entry, string what)
    {
        if (TryUse(entry.Sequence)) return true;
        Differing++;
        if (First.Length == 0) First = string.Create(CultureInfo.InvariantCulture, $"entry {entry.Sequence}, {what}");
        return isProbe;
    }

    /// <summary>An entry was replayed.</summary>
    /// <exception cref="RestoreRefusedException">It came out otherwise than what was accepted.</exception>
    public void Took(JournalEntry entry, TaskCore task)
    {
        Add(task.InputDigest);
        Add(task.OutputDigest);
        Add(unchecked((ulong)task.Clock.Watermark));
        foreach (var column in Ledgers.Write(task.Books)) Add(unchecked((ulong)column));
        if (Used is not { } used || used.UpTo != entry.Sequence || used.Result == Result) return;
        throw new RestoreRefusedException($"Replaying the journal of task {task.Partition} up to entry {used.UpTo} "
            + "gave neither what was published nor what was accepted instead. 'streamengine state accept-divergence' "
            + "shows what it gives now.")
        {
            IsDivergence = true,
            IsAcceptable = true,
        };
    }

    private bool TryUse(long sequence)
    {
        var accepted = _accepted.FindLast(a => a.From == _from && a.From <= sequence && sequence <= a.UpTo
            && a.LogicVersion == logicVersion && a.Settings == settings);
        if (accepted is null) return false;
        Used = accepted;
        return true;
    }

    private void Add(ulong value)
    {
        Span<byte> bytes = stackalloc byte[sizeof(ulong)];
        BinaryPrimitives.WriteUInt64LittleEndian(bytes, value);
        _result.Append(bytes);
    }
}
