using System.Buffers.Binary;
using StreamEngine.Core.Hashing;
using StreamEngine.Core.Keyed;
using StreamEngine.Core.Operators.Absence;
using StreamEngine.Core.Operators.Deduplicate;
using StreamEngine.Core.Operators.SessionWindow;

namespace StreamEngine.Core.Tests.Support;

/// <summary>An event that says one word about one subject.</summary>
internal sealed class Note : IKeyedEvent
{
    public long Time { get; set; }
    public byte Rank { get; set; }
    public ulong Identity { get; set; }
    public int Weight => 1;

    /// <summary>What it says; the tests give it its meaning.</summary>
    public int Word { get; set; }

    /// <summary>What it is about.</summary>
    public int Subject { get; set; }
}

/// <summary>What follows from the events of a key: a slot for each operator.</summary>
internal sealed class NoteFold
{
    public SessionSlot<long> Session;
    public DeduplicateSlot? Seen;
    public AbsenceFold? Absence;

    /// <summary>Due times of plain timers, ascending.</summary>
    public List<long> Alarms { get; private init; } = [];

    public NoteFold Clone() => new()
    {
        Session = Session,
        Seen = Seen is null ? null : new DeduplicateSlot(Seen.Entries),
        Absence = Absence?.Clone(),
        Alarms = [.. Alarms],
    };
}

/// <summary>The state of a key.</summary>
internal sealed class NoteState(Hash128 id, byte[] key) : KeyedState(id, key)
{
    public NoteFold Fold = new();
    public NoteFold? Base;
    public AbsenceMemory? Decisions;

    public string Name => System.Text.Encoding.UTF8.GetString(Key);
}

/// <summary>Folds notes; refuses those whose word is <see cref="Refused"/>.</summary>
internal sealed class NoteLogic : IKeyedLogic<NoteState, Note>
{
    public const int Refused = -1;

    public NoteState Create(Hash128 id, byte[] key) => new(id, key);

    public object RewindToBase(NoteState state)
    {
        var present = state.Fold;
        state.Fold = state.Base?.Clone() ?? new NoteFold();
        return present;
    }

    public void PutBack(NoteState state, object fold) => state.Fold = (NoteFold)fold;

    public void MakeBase(NoteState state) => state.Base = state.Fold;

    public void Write(Note source, NoteState state, System.Buffers.IBufferWriter<byte> output)
    {
        var target = output.GetSpan(8);
        BinaryPrimitives.WriteInt32LittleEndian(target, source.Word);
        BinaryPrimitives.WriteInt32LittleEndian(target[4..], source.Subject);
        output.Advance(8);
    }

    public void Read(ReadOnlySpan<byte> bytes, NoteState state, Note target)
    {
        target.Word = BinaryPrimitives.ReadInt32LittleEndian(bytes);
        target.Subject = BinaryPrimitives.ReadInt32LittleEndian(bytes[4..]);
    }

    public Admission Judge(NoteState state, Note candidate) => candidate.Word == Refused
        ? new Admission(AdmissionKind.Refused, "refused")
        : Admission.Accepted;

    public bool IsJudgedByFold(Note candidate) => candidate.Word == Refused;

    public void Tidy(NoteState state)
    {
    }
}
