using System.Threading.Tasks.Sources;
using StreamEngine.Core.Log;

namespace StreamEngine.Connectors.Kafka;

/// <summary>What the worker asks of the consumer's thread. Answers continue elsewhere, never on that thread.</summary>
internal abstract class ConsumerCommand
{
    /// <summary>Ends the command by an exception.</summary>
    public abstract void Fail(Exception exception);
}

/// <summary>A command with an answer, awaited once and given once.</summary>
internal abstract class ConsumerCommand<T> : ConsumerCommand, IValueTaskSource<T>
{
    private ManualResetValueTaskSourceCore<T> _answer = new() { RunContinuationsAsynchronously = true };

    public ValueTask<T> Answer => new(this, _answer.Version);

    public void Complete(T value) => _answer.SetResult(value);

    public override void Fail(Exception exception) => _answer.SetException(exception);

    T IValueTaskSource<T>.GetResult(short token) => _answer.GetResult(token);

    ValueTaskSourceStatus IValueTaskSource<T>.GetStatus(short token) => _answer.GetStatus(token);

    void IValueTaskSource<T>.OnCompleted(
        Action<object?> continuation, object? state, short token, ValueTaskSourceOnCompletedFlags flags) =>
        _answer.OnCompleted(continuation, state, token, flags);
}

/// <summary>Bring records.</summary>
internal sealed class PollCommand(PolledRecords into, int maxRecords, TimeSpan wait) : ConsumerCommand<PollResult>
{
    public PolledRecords Into => into;

    public int MaxRecords => maxRecords;

    public TimeSpan Wait => wait;
}

/// <summary>The group event was dealt with.</summary>
internal sealed class AcknowledgeCommand(GroupEvent groupEvent, IReadOnlyList<LogPosition> start)
    : ConsumerCommand<bool>
{
    public GroupEvent Event => groupEvent;

    public IReadOnlyList<LogPosition> Start => start;
}

/// <summary>Something that runs on the thread between two polls and answers with a fault or none.</summary>
internal sealed class CallCommand(Func<LogFault?> call) : ConsumerCommand<LogFault?>
{
    public Func<LogFault?> Call => call;
}

/// <summary>Leave the group and end the thread, or end it without a word to the group.</summary>
internal sealed class StopCommand(bool leaveGroup) : ConsumerCommand<bool>
{
    public bool LeaveGroup => leaveGroup;
}
