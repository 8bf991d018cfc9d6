using StreamEngine.Commerce.Customers;
using StreamEngine.Commerce.Events;
using StreamEngine.Commerce.Outputs;
using StreamEngine.Core.Operators.Absence;
using StreamEngine.Core.State;

namespace StreamEngine.Commerce.Persistence;

/// <summary>Decisions of a customer, and what was published with them.</summary>
internal static class DecisionCodec
{
    private const int HasName = 1, HasOrdinal = 2, IsMoved = 4, IsRetracted = 8, IsRecovered = 16, HasRevision = 32,
        HasContent = 64, All = 127;

    public static void Write(Customer customer, RecordWriter output)
    {
        var decisions = customer.Decisions!.Decisions;
        output.Number(decisions.Count);
        foreach (var decision in decisions) Write(decision, customer, output);
    }

    public static AbsenceMemory Read(ref RecordReader input, Customer customer, TextPool texts)
    {
        var memory = new AbsenceMemory();
        var count = input.Count();
        memory.Decisions.MakeRoom(count);
        for (var left = count; left > 0; left--) memory.Decisions.Add(ReadOne(ref input, customer, texts));
        return memory;
    }

    private static void Write(RememberedDecision decision, Customer customer, RecordWriter output)
    {
        var parts = (decision.Name is not null ? HasName : 0)
            | (decision.Ordinal != 0 ? HasOrdinal : 0)
            | (decision.At != decision.Due ? IsMoved : 0)
            | (decision.IsRetracted ? IsRetracted : 0)
            | (decision.IsRecovered ? IsRecovered : 0)
            | (decision.Revision != 1 ? HasRevision : 0)
            | (decision.Content is not null ? HasContent : 0);
        output.Number(parts);
        output.Byte((byte)decision.Outcome);
        output.Number(decision.Kind);
        output.Number(decision.Step);
        output.Fixed(decision.SubjectKey);
        output.Time(decision.ActivityAt);
        output.Signed(decision.Due - decision.ActivityAt);
        TextList.WriteIf(decision.Name, output);
        if ((parts & HasOrdinal) != 0) output.Number(decision.Ordinal);
        if ((parts & IsMoved) != 0) output.Signed(decision.At - decision.Due);
        if ((parts & HasRevision) != 0) output.Number(decision.Revision);
        if (decision.Content is TriggerRecord trigger) TriggerCodec.Write(trigger, decision, customer, output);
    }

    private static RememberedDecision ReadOne(ref RecordReader input, Customer customer, TextPool texts)
    {
        var parts = (int)input.Number(All);
        var outcome = (AbsenceOutcome)input.Byte();
        var kind = (int)input.Number(int.MaxValue);
        var step = (int)input.Number(AbsenceOptions.MaxSteps);
        var subjectKey = input.Fixed();
        var activityAt = input.Time();
        var due = unchecked(activityAt + input.Signed());
        var name = TextList.ReadIf(parts, HasName, ref input, texts);
        var ordinal = (parts & HasOrdinal) != 0 ? (int)input.Number(int.MaxValue) : 0;
        var at = (parts & IsMoved) != 0 ? unchecked(due + input.Signed()) : due;
        var decision = new RememberedDecision
        {
            Kind = kind, Step = step, SubjectKey = subjectKey, Name = name, ActivityAt = activityAt, Ordinal = ordinal,
            Due = due, At = at, Outcome = outcome,
            IsRetracted = (parts & IsRetracted) != 0,
            IsRecovered = (parts & IsRecovered) != 0,
            Revision = (parts & HasRevision) != 0 ? (int)input.Number(int.MaxValue) : 1,
        };
        if ((parts & HasContent) != 0) decision.Content = TriggerCodec.Read(ref input, decision, customer, texts);
        return decision;
    }
}
