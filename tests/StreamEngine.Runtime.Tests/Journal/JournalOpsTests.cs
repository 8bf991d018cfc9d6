using CsCheck;
using StreamEngine.Core;
using StreamEngine.Core.State;
using StreamEngine.Runtime.Journal;

namespace StreamEngine.Runtime.Tests.Journal;

public sealed class JournalOpsTests
{
    [Fact]
    public void Steps_read_back_as_they_were_taken() => Steps.Sample(steps =>
    {
        var (ops, expected) = Taken(steps);
        var (read, refusal) = Read(ops.Encode());
        Assert.Null(refusal);
        Assert.Equal(expected.Select(Said), read.Select(Said));
    });

    [Fact]
    public void Steps_that_are_cut_read_back_as_their_beginning_or_are_refused() => Steps.Sample(steps =>
    {
        var (ops, expected) = Taken(steps);
        var bytes = ops.Encode().ToArray();
        var whole = expected.Select(Said).ToList();
        for (var length = 0; length < bytes.Length; length++)
        {
            var (read, _) = Read(bytes.AsSpan(0, length));
            Assert.Equal(whole.Take(read.Count), read.Select(Said));
        }
    }, iter: 20);

    [Fact]
    public void Any_bytes_are_steps_or_refused_and_make_nothing_large() => Gen.Byte.Array[0, 60].Sample(bytes =>
    {
        var before = GC.GetAllocatedBytesForCurrentThread();
        var (read, _) = Read(bytes);
        Assert.InRange(GC.GetAllocatedBytesForCurrentThread() - before, 0, 100_000);
        Assert.All(read, step => Assert.InRange(step.Document.Length, 0, bytes.Length));
    });

    [Fact]
    public void A_document_of_no_possible_length_is_neither_written_nor_read()
    {
        var ops = new JournalOps();
        Assert.Throws<InvariantException>(() => ops.AddPolicy([]));
        Assert.Throws<InvariantException>(() => ops.AddPolicy(new byte[Limits.PolicyBytes + 1]));
        ops.AddPolicy(new byte[Limits.PolicyBytes]);
        var bytes = ops.Encode().ToArray();
        Assert.Null(Read(bytes).Refusal);
        // The length is above the five bits of the kind; its next bit makes it larger than the limit.
        bytes[2] |= 0x40;
        Array.Resize(ref bytes, bytes.Length * 20);
        Assert.Contains("no possible length", Read(bytes).Refusal!.Message, StringComparison.Ordinal);
        Assert.Contains("no possible length", Read([31]).Refusal!.Message, StringComparison.Ordinal);
    }

    /// <summary>Every kind of step has a code of its own, whatever the number of inputs.</summary>
    [Fact]
    public void The_last_input_and_a_document_are_told_apart()
    {
        var ops = new JournalOps();
        ops.AddRecord(Limits.Inputs - 1);
        ops.AddPolicy("{}"u8);
        ops.AddRecord(Limits.Inputs - 1);
        Assert.Equal(["Run 15 1 ", "Policy -1 0 7B7D", "Run 15 1 "], Read(ops.Encode()).Steps.Select(Said));
    }

    [Fact]
    public void A_run_of_a_few_records_is_one_byte()
    {
        var ops = new JournalOps();
        for (var i = 0; i < 3; i++) ops.AddRecord(2);
        Assert.Equal(1, ops.Encode().Length);
    }

    private static Gen<List<(int Kind, int Input, long Value)>> Steps =>
        Gen.Select(Gen.Int[0, 5], Gen.Int[0, 2], Gen.Long).List[0, 200];

    private static (JournalOps Ops, List<JournalStep> Expected) Taken(List<(int Kind, int Input, long Value)> steps)
    {
        var ops = new JournalOps();
        var expected = new List<JournalStep>();
        foreach (var (kind, input, value) in steps)
        {
            switch (kind)
            {
                case 0: ops.AddTick(value); expected.Add(new(StepKind.Tick, -1, value)); break;
                case 1: ops.AddIdle(input); expected.Add(new(StepKind.Idle, input, 0)); break;
                case 2: ops.AddAdvance(value); expected.Add(new(StepKind.Advance, -1, value)); break;
                case 3:
                    var document = Enumerable.Range(0, 1 + (int)((ulong)value % 50)).Select(i => (byte)i).ToArray();
                    ops.AddPolicy(document);
                    expected.Add(new(StepKind.Policy, -1, 0, document));
                    break;
                default:
                    ops.AddRecord(input);
                    if (expected.Count > 0 && expected[^1] is { Kind: StepKind.Run } last && last.Input == input)
                        expected[^1] = last with { Value = last.Value + 1 };
                    else expected.Add(new(StepKind.Run, input, 1));
                    break;
            }
        }

        return (ops, expected);
    }

    private static (List<JournalStep> Steps, StateFormatException? Refusal) Read(ReadOnlySpan<byte> bytes)
    {
        var steps = new List<JournalStep>();
        try
        {
            for (var at = 0; at < bytes.Length;) steps.Add(JournalOps.Read(bytes, ref at));
            return (steps, null);
        }
        catch (StateFormatException refusal)
        {
            return (steps, refusal);
        }
    }

    private static string Said(JournalStep step) =>
        $"{step.Kind} {step.Input} {step.Value} {Convert.ToHexString(step.Document.Span)}";
}
