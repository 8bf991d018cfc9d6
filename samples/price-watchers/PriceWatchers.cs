using System.Buffers;
using System.Reactive.Linq;
using StreamEngine.Core.Hashing;
using StreamEngine.Core.Keyed;
using StreamEngine.Core.Operators.Absence;
using StreamEngine.Core.Operators.SessionWindow;
using StreamEngine.Core.Time;

namespace Samples.PriceWatchers;

/// <summary>A watcher looks at a product, or is told that its price has dropped.</summary>
public sealed class Act : IKeyedEvent
{
    public long Time { get; set; }
    public byte Rank { get; set; }
    public ulong Identity { get; set; }
    public int Weight => 1;
    public bool IsDrop { get; set; }
}

/// <summary>What is known of a watcher: the visit at hand, what is waited for, and what was said.</summary>
public sealed class Watcher(Hash128 id, byte[] key) : KeyedState(id, key)
{
    public (SessionSlot<int> Visit, AbsenceFold? Waiting) Fold, Base;
    public AbsenceMemory? Said;
}

/// <summary>Price-drop watchers who did not return within a day.</summary>
public sealed class PriceWatchers : IKeyedLogic<Watcher, Act>
{
    private static readonly AbsenceOptions Day = new([new AbsenceKind("unmoved", [EventTime.Day])], 7 * EventTime.Day);

    public PriceWatchers()
    {
        Process = new KeyedProcess<Watcher, Act>(this, new KeyedOptions(), () => new Act());
        Visits = Process.Events.Where(act => !act.IsDrop).SessionWindow(
            Process, watcher => ref watcher.Fold.Visit, new SessionWindowOptions(30 * EventTime.Minute, EventTime.Day),
            (ref SessionSlot<int> visit, Act _) => visit.Value++);
        Unmoved = Process.Events.Select(act => new AbsenceSignal
        {
            Action = act.IsDrop ? AbsenceAction.Arm : AbsenceAction.Disarm,
            Kind = 0, ActivityAt = act.Time, Rule = act.IsDrop ? "another_drop" : "returned",
        }).Absence(Process, watcher => ref watcher.Fold.Waiting, watcher => ref watcher.Said, Day,
            (in Candidate _, int _, long _, bool _) => Judgement.Passed);
    }
    public KeyedProcess<Watcher, Act> Process { get; }
    public IObservable<SessionElement<int>> Visits { get; }
    public IObservable<AbsenceElement> Unmoved { get; }
    public Watcher Create(Hash128 id, byte[] key) => new(id, key);
    public void Write(Act act, Watcher watcher, IBufferWriter<byte> output) =>
        output.Write([(byte)(act.IsDrop ? 1 : 0)]);
    public void Read(ReadOnlySpan<byte> bytes, Watcher watcher, Act act) => act.IsDrop = bytes[0] == 1;
    public Admission Judge(Watcher watcher, Act act) => Admission.Accepted;
    public bool IsJudgedByFold(Act act) => false;
    public void MakeBase(Watcher watcher) => watcher.Base = watcher.Fold;
    public void PutBack(Watcher watcher, object fold) => watcher.Fold = ((SessionSlot<int>, AbsenceFold?))fold;
    public void Tidy(Watcher watcher) => watcher.Said?.Tidy(watcher.BaseTime, Day.RecoveryWindowMs);
    public object RewindToBase(Watcher watcher) =>
        (watcher.Fold, watcher.Fold = (watcher.Base.Visit, watcher.Base.Waiting?.Clone())).Item1;
}
