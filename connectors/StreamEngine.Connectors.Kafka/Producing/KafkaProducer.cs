using Confluent.Kafka;
using StreamEngine.Core.Log;

namespace StreamEngine.Connectors.Kafka;

/// <summary>
/// The transactional producer of a worker. Calls that wait for the broker block a thread of the pool, one at a time;
/// appending is work of the caller's own.
/// </summary>
internal sealed class KafkaProducer : ITransactionalProducer
{
    private readonly IProducer<byte[], byte[]> _producer;
    private readonly IRecordAppender _appender;
    private readonly PartitionCounts _partitions;
    private readonly AbandonedProducers _abandoned;
    private readonly BlockingCalls _calls = new();
    private ProducerPhase _phase = ProducerPhase.New;
    private bool _isDisposed;

    public KafkaProducer(KafkaSettings settings, int slot, Action<KafkaLogLine> log, AbandonedProducers abandoned)
    {
        _abandoned = abandoned;
        TransactionalId = Kafka.TransactionalId.Of(settings.GroupId, settings.InstanceId, slot);
        _producer = new ProducerBuilder<byte[], byte[]>(ClientProperties.Producer(settings, slot))
            .SetLogHandler((_, line) => log(KafkaLogLine.Of(line)))
            .SetErrorHandler((_, error) => log(KafkaLogLine.Of(error, TransactionalId)))
            .Build();
        try
        {
            _appender = settings.RecordPath == RecordPath.Batch
                ? new BatchAppender(_producer)
                : new SupportedAppender(_producer);
            _partitions = new PartitionCounts(_producer, settings.Partitioner);
        }
        catch
        {
            NativeClient.Close(_producer);
            throw;
        }
    }

    public string TransactionalId { get; }

    public async ValueTask<LogResult> InitAsync(TimeSpan timeout)
    {
        Require(ProducerPhase.New);
        var result = await StepAsync(() => _producer.InitTransactions(timeout), timeout).ConfigureAwait(false);
        // An initialisation that cannot be tried again leaves a producer that never had a transaction to abort.
        if (result.Outcome == LogOutcome.Abortable) result = result with { Outcome = LogOutcome.Fatal };
        return Enter(result, ProducerPhase.Ready, ProducerPhase.New);
    }

    public async ValueTask<LogResult> BeginAsync()
    {
        Require(ProducerPhase.Ready);
        var result = await StepAsync(_producer.BeginTransaction, Limits.LocalCall).ConfigureAwait(false);
        if (result.Outcome == LogOutcome.Abortable) result = result with { Outcome = LogOutcome.Fatal };
        return Enter(result, ProducerPhase.Open, ProducerPhase.Ready);
    }

    public async ValueTask<LogResult> AppendAsync(AppendBatch batch, TimeSpan timeout)
    {
        Require(ProducerPhase.Open);
        _appender.Start(batch);
        var deadline = Environment.TickCount64 + (long)timeout.TotalMilliseconds;
        for (var index = 0; index < batch.Count;)
        {
            var fault = await _partitions.LearnAsync(batch, index).ConfigureAwait(false);
            index = fault is null ? AppendFrom(batch, index, out fault) : index;
            if (fault is null) continue;
            if (fault.Kind != LogFaultKind.QueueFull || Environment.TickCount64 >= deadline) return Refused(fault);
            await Task.Delay(Limits.QueueFullPause).ConfigureAwait(false);
        }
        return LogResult.Done;
    }

    public async ValueTask<LogResult> SendOffsetsAsync(
        IReadOnlyList<LogPosition> next, GroupMembership membership, TimeSpan timeout)
    {
        Require(ProducerPhase.Open);
        if (membership is not KafkaMembership member)
            throw new ArgumentException("The membership is not one that this connector captured.", nameof(membership));
        var offsets = next.Select(static p =>
            new TopicPartitionOffset(p.Partition.Topic, new Partition(p.Partition.Number), new Offset(p.Offset)))
                .ToList();
        var result = await StepAsync(
            () => _producer.SendOffsetsToTransaction(offsets, member.Metadata, timeout), timeout).ConfigureAwait(false);
        return Enter(result, ProducerPhase.Open, ProducerPhase.Open);
    }

    public async ValueTask<LogResult> CommitAsync(TimeSpan timeout)
    {
        Require(ProducerPhase.Open);
        var result = await EndAsync(_producer.CommitTransaction, timeout).ConfigureAwait(false);
        return Enter(result, ProducerPhase.Ready, ProducerPhase.Open);
    }

    public async ValueTask<LogResult> AbortAsync(TimeSpan timeout)
    {
        if (_phase != ProducerPhase.Doomed) Require(ProducerPhase.Open);
        var result = await EndAsync(_producer.AbortTransaction, timeout).ConfigureAwait(false);
        if (result.Outcome == LogOutcome.Abortable) result = result with { Outcome = LogOutcome.Unknown };
        return Enter(result, ProducerPhase.Ready, ProducerPhase.Doomed);
    }

    public async ValueTask DisposeAsync()
    {
        if (_isDisposed) return;
        _isDisposed = true;
        _phase = ProducerPhase.Dead;
        if (_calls.IsStuck) _abandoned.Add(_calls.Returned, Close);
        else await Task.Run(Close).ConfigureAwait(false);
    }

    private void Close()
    {
        _appender.Dispose();
        _partitions.Dispose();
        NativeClient.Close(_producer);
    }

    private int AppendFrom(AppendBatch batch, int index, out LogFault? fault)
    {
        for (; index < batch.Count; index++)
        {
            ref readonly var record = ref batch[index];
            var partition = record.Partition >= 0 ? record.Partition : _partitions.Of(batch, record);
            if (partition == PartitionCounts.Unknown) break;
            if (_appender.Append(batch, record, partition) is not { } error) continue;
            fault = Faults.Of(error, new LogPartition(batch.Topics[record.Topic], partition));
            return index;
        }
        fault = null;
        return index;
    }

    /// <summary>
    /// Part of the batch may be in the transaction already, so it cannot be appended again in this one.
    /// </summary>
    private LogResult Refused(LogFault fault)
    {
        var outcome = fault.Kind == LogFaultKind.ProducerFenced ? LogOutcome.Fenced
            : fault.IsFatal ? LogOutcome.Fatal
            : LogOutcome.Abortable;
        return Enter(new LogResult(outcome, fault), ProducerPhase.Open, ProducerPhase.Open);
    }

    /// <summary>
    /// Before a commit is asked for nothing is committed: a step that hangs costs the producer alone.
    /// </summary>
    private Task<LogResult> StepAsync(Action step, TimeSpan timeout) => _calls.RunAsync(() =>
    {
        try
        {
            step();
            return LogResult.Done;
        }
        catch (KafkaException e)
        {
            return Outcomes.OfStep(e);
        }
    }, timeout, LogOutcome.Fatal);

    /// <summary>A commit or an abort that the library calls retriable is resumed while there is time.</summary>
    private Task<LogResult> EndAsync(Action<TimeSpan> end, TimeSpan timeout) => _calls.RunAsync(() =>
    {
        var deadline = Environment.TickCount64 + (long)timeout.TotalMilliseconds;
        while (true)
        {
            try
            {
                end(TimeSpan.FromMilliseconds(Math.Max(1, deadline - Environment.TickCount64)));
                return LogResult.Done;
            }
            catch (KafkaException e)
            {
                if (e is not KafkaRetriableException || Environment.TickCount64 >= deadline) return Outcomes.OfEnd(e);
            }
        }
    }, timeout, LogOutcome.Unknown);

    private LogResult Enter(LogResult result, ProducerPhase done, ProducerPhase retriable)
    {
        _phase = result.Outcome switch
        {
            LogOutcome.Done => done,
            LogOutcome.Retriable => retriable,
            LogOutcome.Abortable => ProducerPhase.Doomed,
            _ => ProducerPhase.Dead,
        };
        return result;
    }

    private void Require(ProducerPhase phase)
    {
        if (_phase != phase)
            throw new InvalidOperationException($"The producer is {_phase}; the step needs it {phase}.");
    }
}
