using Confluent.Kafka;
using StreamEngine.Core.Log;

namespace StreamEngine.Connectors.Kafka;

/// <summary>
/// The one thread that fetches. librdkafka tells a change of ownership by a call in the middle of a fetch and takes its
/// return for consent; so the event ends the poll at hand, and the thread stays inside the call until the worker
/// acknowledges.
/// </summary>
internal sealed class ConsumerThread
{
    private readonly IConsumer<byte[], byte[]> _consumer;
    private readonly IRecordFetcher _fetcher;
    private readonly Mailbox _mailbox;
    private readonly FaultLog _faults;
    private PollCommand? _poll;
    private long _eventsSeen;

    public ConsumerThread(
        IConsumer<byte[], byte[]> consumer, IRecordFetcher fetcher, Mailbox mailbox,
        Assignment assignment, FaultLog faults,
        GroupHandlers handlers)
    {
        _consumer = consumer;
        _fetcher = fetcher;
        _mailbox = mailbox;
        _faults = faults;
        Assignment = assignment;
        Handlers = handlers;
    }

    public Assignment Assignment { get; }

    public GroupHandlers Handlers { get; }

    /// <summary>How many group events were delivered.</summary>
    public long EventsSeen => Volatile.Read(ref _eventsSeen);

    /// <summary>Runs until a stop.</summary>
    public void Run()
    {
        while (true)
        {
            var command = _mailbox.Take();
            if (command is StopCommand stop)
            {
                Stop(stop);
                return;
            }
            Serve(command);
        }
    }

    /// <summary>
    /// Ends the poll at hand with the event and waits for the acknowledgement. Called by the handlers.
    /// </summary>
    /// <returns>Where the partitions start; null when the consumer is being closed.</returns>
    public IReadOnlyList<LogPosition>? Raise(GroupEvent groupEvent)
    {
        if (!WaitForPoll()) return null;
        Interlocked.Increment(ref _eventsSeen);
        CompletePoll(new PollResult { Event = groupEvent, Faults = _faults.Take() });
        while (true)
        {
            var command = _mailbox.Take();
            if (command is StopCommand) return null;
            if (command is AcknowledgeCommand acknowledge && ReferenceEquals(acknowledge.Event, groupEvent))
            {
                if (Misfit(groupEvent, acknowledge.Start) is { } misfit)
                {
                    acknowledge.Fail(new ArgumentException(misfit));
                    continue;
                }
                acknowledge.Complete(true);
                return acknowledge.Start;
            }
            command.Fail(new InvalidOperationException("A group event waits for its acknowledgement."));
        }
    }

    private void Serve(ConsumerCommand command)
    {
        if (command is PollCommand poll)
        {
            Poll(poll);
            return;
        }
        if (command is not CallCommand call)
        {
            command.Fail(new InvalidOperationException("There is no event to acknowledge."));
            return;
        }
        try
        {
            call.Complete(call.Call());
        }
        catch (Exception e)
        {
            call.Fail(e);
        }
    }

    private void Poll(PollCommand poll)
    {
        _poll = poll;
        try
        {
            poll.Into.Clear();
            FetchUntilSomething(poll);
        }
        catch (Exception e)
        {
            // An event may have ended the poll already; then the failure is told by the next one.
            if (!ReferenceEquals(_poll, poll)) _faults.Add(Broken(e));
            else FailPoll(e);
        }
    }

    private void FetchUntilSomething(PollCommand poll)
    {
        var deadline = Environment.TickCount64 + (long)poll.Wait.TotalMilliseconds;
        while (true)
        {
            var left = TimeSpan.FromMilliseconds(Math.Max(0, deadline - Environment.TickCount64));
            if (!_fetcher.HasPending) Fetch(poll.MaxRecords, left);
            // An event has ended this poll. What was fetched waits for the next one.
            if (!ReferenceEquals(_poll, poll)) return;
            Assignment.Deliver(_fetcher, poll.Into);
            var faults = _faults.Take();
            var hasSomething = poll.Into.Count > 0 || poll.Into.Ends.Count > 0 || faults.Count > 0;
            if (!hasSomething && left > TimeSpan.Zero && !_mailbox.IsStopping) continue;
            CompletePoll(new PollResult { Faults = faults });
            return;
        }
    }

    private void Fetch(int maxRecords, TimeSpan wait)
    {
        try
        {
            _fetcher.Fetch(maxRecords, wait < Limits.LongestNativeWait ? wait : Limits.LongestNativeWait);
        }
        finally
        {
            PauseAssigned();
        }
    }

    /// <summary>
    /// Pauses what a handler has just assigned, and makes sure that it was: a failure inside the wrapper after the
    /// handler's return does not reach the batch path.
    /// </summary>
    private void PauseAssigned()
    {
        if (Handlers.ToPause.Count == 0) return;
        var present = _consumer.Assignment;
        foreach (var partition in Handlers.ToPause.Where(p => !present.Contains(p)))
            _faults.Add(new LogFault(LogFaultKind.Other, 0, "The assignment did not take effect.")
            {
                Partition = new LogPartition(partition.Topic, partition.Partition.Value),
                IsFatal = true,
            });
        var toPause = Handlers.ToPause.Where(present.Contains).ToList();
        Handlers.ToPause.Clear();
        if (toPause.Count > 0) _consumer.Pause(toPause);
    }

    /// <summary>
    /// Makes sure of a poll to end: the one at hand, or the next one when this is a second event in one fetch.
    /// </summary>
    private bool WaitForPoll()
    {
        while (_poll is null)
        {
            switch (_mailbox.Take())
            {
                case StopCommand:
                    return false;
                case PollCommand poll:
                    poll.Into.Clear();
                    _poll = poll;
                    break;
                case var other:
                    other.Fail(new InvalidOperationException("The group changes: poll for the event first."));
                    break;
            }
        }
        return true;
    }

    private void CompletePoll(PollResult result)
    {
        var poll = _poll!;
        _poll = null;
        poll.Complete(result);
    }

    private void FailPoll(Exception exception)
    {
        var poll = _poll!;
        _poll = null;
        poll.Fail(exception);
    }

    private static LogFault Broken(Exception exception) =>
        new(LogFaultKind.Other, 0, $"The consumer failed: {exception.Message}") { IsFatal = true };

    private static string? Misfit(GroupEvent groupEvent, IReadOnlyList<LogPosition> start)
    {
        if (groupEvent.Kind != GroupEventKind.Assigned)
            return start.Count == 0 ? null : "Only an assignment's acknowledgement names starts.";
        var named = start.Where(static p => p.IsKnown).Select(static p => p.Partition).ToHashSet();
        return start.Count == named.Count && named.SetEquals(groupEvent.Partitions) ? null
            : "The acknowledgement of an assignment names the start of each of its partitions, and of no other.";
    }

    private void Stop(StopCommand stop)
    {
        try
        {
            _fetcher.Dispose();
            if (stop.LeaveGroup) _consumer.Close();
            Assignment.Clear();
            // Without a Close the group learns of the end by the session's time-out, as after a crash.
            NativeClient.Close(_consumer);
            stop.Complete(true);
        }
        catch (Exception e)
        {
            stop.Fail(e);
        }
    }
}
