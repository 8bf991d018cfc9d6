namespace StreamEngine.Core.Log;

/// <summary>
/// Proves that one input partition is idle: silent for the idle time <em>and</em> a question for its end (open
/// transactions included), sent after that time ran out and answered, shows nothing beyond our position but transaction
/// markers. A proof holds for a while only, so that brokers that fall silent themselves do not let time run on. Pure:
/// the caller's clock.
/// </summary>
/// <remarks>
/// The position is how far the partition was read, which passes markers and aborted records by themselves. An open
/// transaction keeps the end beyond it. A paused partition, or one never read, is not idle.
/// <code>
/// Active ──silent long enough──▶ (wants a question) ──asked──▶ Asked ──end ≤ position──▶ Idle ──proof old──▶ (wants …)
/// ▲ │ end > position: reading on to it may still prove it
///      └── record, pause, loss of the partition ────────────────────┴──────────────────────────┘
/// </code>
/// </remarks>
public sealed class IdleProof
{
    private const long Never = long.MinValue;

    private readonly long _idleAfterMs;
    private readonly long _holdsMs;
    private long _silentSince = Never;
    private long _position = -1;
    private long _askedAt = Never;
    private long _askedEnd = -1;
    private long _provenAt = Never;
    private int _question;
    private bool _isAwaitingAnswer;
    private bool _isPaused = true;

    /// <summary>Creates the proof of a partition that is not read yet.</summary>
    /// <param name="idleAfterMs">How long the input has to be silent, in milliseconds, at least 1.</param>
    /// <param name="holdsMs">How long a proof holds, in milliseconds, at least 1.</param>
    public IdleProof(long idleAfterMs, long holdsMs)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(idleAfterMs, 1);
        ArgumentOutOfRangeException.ThrowIfLessThan(holdsMs, 1);
        _idleAfterMs = idleAfterMs;
        _holdsMs = holdsMs;
    }

    /// <summary>Reading starts or goes on at the position: silence counts from here.</summary>
    public void Started(long position, long now)
    {
        _isPaused = false;
        _position = position;
        Break(now);
    }

    /// <summary>Reading stops: nothing can be proven.</summary>
    public void Stopped(long now)
    {
        _isPaused = true;
        Break(now);
    }

    /// <summary>A record came; reading goes on after it.</summary>
    public void Received(long nextOffset, long now)
    {
        _position = Math.Max(_position, nextOffset);
        Break(now);
    }

    /// <summary>The end was reached without a record: only markers and aborted records lay before it.</summary>
    public void ReachedEnd(long offset, long now)
    {
        _position = Math.Max(_position, offset);
        if (!_isAwaitingAnswer && _askedEnd >= 0) Judge(now);
    }

    /// <summary>Whether the end has to be asked for now, to prove idleness or to renew the proof.</summary>
    public bool WantsQuestion(long now) => !_isPaused && !_isAwaitingAnswer && IsSilent(now)
        && (_provenAt == Never ? _askedEnd < 0 || now - _askedAt >= _idleAfterMs : now - _provenAt >= _holdsMs / 2);

    /// <summary>The question is being sent. Returns its number, which the answer carries.</summary>
    public int Asked(long now)
    {
        _isAwaitingAnswer = true;
        _askedAt = now;
        _askedEnd = -1;
        return ++_question;
    }

    /// <summary>The answer: the end of the partition, open transactions included.</summary>
    public void Answered(int question, long end, long now)
    {
        if (question != _question || !_isAwaitingAnswer) return;
        _isAwaitingAnswer = false;
        _askedEnd = end;
        Judge(now);
    }

    /// <summary>There will be no answer.</summary>
    public void Unanswered(int question)
    {
        if (question == _question) _isAwaitingAnswer = false;
    }

    /// <summary>Whether the input is idle by a proof that still holds.</summary>
    public bool IsIdle(long now) => _provenAt != Never && now - _provenAt < _holdsMs;

    private bool IsSilent(long now) => _silentSince != Never && now - _silentSince >= _idleAfterMs;

    /// <summary>
    /// The question was sent after the silence had lasted long enough, and nothing has come since, for that breaks it.
    /// The proof dates from the question: what was written after the broker answered is not covered.
    /// </summary>
    private void Judge(long now)
    {
        if (_isPaused || !IsSilent(now) || _askedEnd > _position) return;
        _provenAt = Math.Max(_provenAt, _askedAt);
    }

    private void Break(long now)
    {
        _silentSince = now;
        _provenAt = Never;
        _askedEnd = -1;
        _askedAt = Never;
        _isAwaitingAnswer = false;
        _question++;
    }
}
