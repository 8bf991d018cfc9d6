using CsCheck;
using StreamEngine.Core.Log;

namespace StreamEngine.Connectors.Kafka.Tests.Log;

public sealed class IdleProofTests
{
    private readonly IdleProof _proof = new(idleAfterMs: 5000, holdsMs: 10_000);

    [Fact]
    public void An_input_is_idle_when_it_was_silent_and_the_end_asked_after_that_shows_nothing_more()
    {
        _proof.Started(10, now: 0);
        Assert.False(_proof.WantsQuestion(4999));
        Assert.True(_proof.WantsQuestion(5000));

        var question = _proof.Asked(5000);
        Assert.False(_proof.WantsQuestion(5001));
        Assert.False(_proof.IsIdle(5001));
        _proof.Answered(question, end: 10, now: 5010);

        Assert.True(_proof.IsIdle(5010));
    }

    [Fact]
    public void Records_beyond_the_position_keep_it_from_being_idle()
    {
        _proof.Started(10, now: 0);
        _proof.Answered(_proof.Asked(5000), end: 11, now: 5010);
        Assert.False(_proof.IsIdle(5010));
        Assert.False(_proof.WantsQuestion(5011));
        Assert.True(_proof.WantsQuestion(10_000));
    }

    [Fact]
    public void Markers_beyond_the_position_do_not_once_they_were_read_past()
    {
        _proof.Started(10, now: 0);
        _proof.Answered(_proof.Asked(5000), end: 12, now: 5010);
        _proof.ReachedEnd(11, now: 5020);
        Assert.False(_proof.IsIdle(5020));
        _proof.ReachedEnd(12, now: 5030);
        Assert.True(_proof.IsIdle(5030));
    }

    [Fact]
    public void A_stale_end_proves_nothing_when_a_record_came_after_the_question()
    {
        _proof.Started(10, now: 0);
        var question = _proof.Asked(5000);
        _proof.Received(11, now: 5005);
        _proof.Answered(question, end: 10, now: 5010);
        Assert.False(_proof.IsIdle(5010));
        Assert.False(_proof.WantsQuestion(10_004));
        Assert.True(_proof.WantsQuestion(10_005));
    }

    [Fact]
    public void Without_an_answer_it_is_not_idle_and_is_asked_again()
    {
        _proof.Started(10, now: 0);
        _proof.Unanswered(_proof.Asked(5000));
        Assert.False(_proof.IsIdle(20_000));
        Assert.True(_proof.WantsQuestion(10_000));
    }

    [Fact]
    public void A_late_answer_to_an_earlier_question_counts_for_nothing()
    {
        _proof.Started(10, now: 0);
        var first = _proof.Asked(5000);
        _proof.Unanswered(first);
        _proof.Asked(10_000);
        _proof.Answered(first, end: 10, now: 10_001);
        Assert.False(_proof.IsIdle(10_001));
    }

    [Fact]
    public void An_input_never_read_or_stopped_is_not_idle()
    {
        Assert.False(_proof.WantsQuestion(100_000));
        _proof.Started(10, now: 0);
        _proof.Answered(_proof.Asked(5000), end: 10, now: 5001);
        _proof.Stopped(now: 5002);
        Assert.False(_proof.IsIdle(5003));
        Assert.False(_proof.WantsQuestion(100_000));
    }

    [Fact]
    public void A_proof_grows_old_and_is_renewed_by_another_answer()
    {
        _proof.Started(10, now: 0);
        _proof.Answered(_proof.Asked(5000), end: 10, now: 5001);
        Assert.False(_proof.WantsQuestion(9999));
        Assert.True(_proof.WantsQuestion(10_000));
        Assert.True(_proof.IsIdle(14_999));
        Assert.False(_proof.IsIdle(15_000));

        _proof.Answered(_proof.Asked(10_000), end: 10, now: 10_001);
        Assert.True(_proof.IsIdle(19_999));
    }

    [Fact]
    public void A_renewal_that_shows_more_lets_the_proof_run_out()
    {
        _proof.Started(10, now: 0);
        _proof.Answered(_proof.Asked(5000), end: 10, now: 5001);
        _proof.Answered(_proof.Asked(10_000), end: 11, now: 10_001);
        Assert.True(_proof.IsIdle(14_999));
        Assert.False(_proof.IsIdle(15_000));
    }

    /// <summary>
    /// The definition itself, over the whole history of a run: an input that is called idle had a question, asked at
    /// least the idle time after the last record and no longer ago than a proof holds, whose answer was not beyond the
    /// position.
    /// </summary>
    [Fact]
    public void It_is_never_idle_without_a_proof() =>
        Gen.Select(Gen.Int[0, 6], Gen.Int[0, 40], Gen.Int[0, 2]).Array[0, 60]
        .Sample(steps =>
        {
            var proof = new IdleProof(idleAfterMs: 50, holdsMs: 100);
            long now = 0, position = 10, written = 10, silentSince = 0;
            var question = -1;
            var asked = new List<(long At, long End)>();
            var pending = (At: 0L, Is: false);
            proof.Started(position, now);
            foreach (var (kind, elapsed, size) in steps)
            {
                now += elapsed;
                if (kind == 0) written += size;
                if (kind == 1 && written > position)
                {
                    position = written;
                    silentSince = now;
                    pending.Is = false;
                    asked.Clear();
                    proof.Received(position, now);
                }
                if (kind is 2 or 3 && proof.WantsQuestion(now))
                {
                    question = proof.Asked(now);
                    pending = (now, true);
                }
                if (kind is 4 or 5)
                {
                    proof.Answered(question, written, now);
                    if (pending.Is) asked.Add((pending.At, written));
                    pending.Is = false;
                }
                if (kind == 6)
                {
                    position = written;
                    proof.ReachedEnd(position, now);
                }
                var at = position;
                if (proof.IsIdle(now))
                    Assert.Contains(asked, q => q.At - silentSince >= 50 && now - q.At < 100 && q.End <= at);
            }
        });
}
