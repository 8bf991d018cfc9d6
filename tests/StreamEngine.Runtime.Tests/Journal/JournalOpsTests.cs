using CsCheck;
using StreamEngine.Runtime.Journal;

namespace StreamEngine.Runtime.Tests.Journal;

public sealed class JournalOpsTests
{
    [Fact]
    public void Steps_read_back_as_they_were_taken() => Gen.Select(Gen.Int[0, 4], Gen.Int[0, 2], Gen.Long)
        .List[0, 200].Sample(steps =>
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
                    default:
                        ops.AddRecord(input);
                        if (expected.Count > 0 && expected[^1] is { Kind: StepKind.Run } last && last.Input == input)
                            expected[^1] = last with { Value = last.Value + 1 };
                        else expected.Add(new(StepKind.Run, input, 1));
                        break;
                }
            }

            var bytes = ops.Encode().ToArray();
            var at = 0;
            var read = new List<JournalStep>();
            while (at < bytes.Length) read.Add(JournalOps.Read(bytes, ref at));
            Assert.Equal(expected, read);
        });

    [Fact]
    public void A_run_of_a_few_records_is_one_byte()
    {
        var ops = new JournalOps();
        for (var i = 0; i < 3; i++) ops.AddRecord(2);
        Assert.Equal(1, ops.Encode().Length);
    }
}
