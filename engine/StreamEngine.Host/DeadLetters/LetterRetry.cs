using StreamEngine.Connectors.Kafka;
using StreamEngine.Core.Log;
using StreamEngine.Host.Commands;
using StreamEngine.Host.Configuration;
using StreamEngine.Host.Kafka;
using StreamEngine.Runtime.Commit;

namespace StreamEngine.Host.DeadLetters;

/// <summary>Which letters are sent back, and how.</summary>
internal sealed record RetryPlan
{
    /// <summary>Which are meant.</summary>
    public required LetterFilter Filter { get; init; }

    /// <summary>A record that was sent back so often stays where it is.</summary>
    public required int Returns { get; init; }

    /// <summary>The most letters of this run.</summary>
    public required long Most { get; init; }

    /// <summary>Whether letters that were sent back before are sent once more.</summary>
    public required bool Again { get; init; }

    /// <summary>The most records a second; null: as fast as the brokers take them.</summary>
    public double? Rate { get; init; }

    /// <summary>Whether nothing is sent.</summary>
    public required bool IsDry { get; init; }
}

/// <summary>What was sent back, and what was left out and why.</summary>
internal sealed class RetryResult
{
    /// <summary>By topic: how many records were sent, or would be.</summary>
    public SortedDictionary<string, long> Sent { get; } = new(StringComparer.Ordinal);

    /// <summary>By reason: of which the records were.</summary>
    public SortedDictionary<string, long> Reasons { get; } = new(StringComparer.Ordinal);

    /// <summary>Letters that were sent back before.</summary>
    public long Returned { get; set; }

    /// <summary>Letters whose record was sent back so often that it stays.</summary>
    public long GivenUp { get; set; }

    /// <summary>Letters whose source is no input topic or partition.</summary>
    public long Elsewhere { get; set; }

    /// <summary>Letters beyond the most of this run.</summary>
    public long Left { get; set; }

    /// <summary>How many records were sent, or would be.</summary>
    public long Total => Sent.Values.Sum();
}

/// <summary>
/// Sends refused records back to where they stood: the same topic and partition, because the customer's state is there,
/// the original key, value and headers. A transaction holds the records and a receipt for each letter, so that whatever
/// happens a letter is sent back once, unless it is asked for again.
/// </summary>
internal sealed class LetterRetry(HostSettings settings, RetryPlan plan, TimeProvider clock)
{
    private readonly HeaderWriter _headers = new();
    private readonly RetryResult _result = new();

    /// <summary>Sends.</summary>
    /// <exception cref="CommandFailedException">Brokers or topics do not allow it.</exception>
    public async Task<RetryResult> RunAsync(CancellationToken cancellationToken)
    {
        var kafka = new KafkaAccess(Own(settings.Kafka));
        await using var _ = kafka.ConfigureAwait(false);
        var inputs = await InputTopics.FindAsync(kafka, settings.Topics, Limits.BrokerTimeout).ConfigureAwait(false);
        if (plan.IsDry) return await RunAsync(kafka, inputs, null, cancellationToken).ConfigureAwait(false);
        try
        {
            // Opened before anything is read: from here on no other run sends, and what it sent is visible.
            var publisher = await KafkaPublisher.OpenAsync(kafka.Client, Options).ConfigureAwait(false);
            await using var __ = publisher.ConfigureAwait(false);
            return await RunAsync(kafka, inputs, publisher, cancellationToken).ConfigureAwait(false);
        }
        catch (LogException exception)
        {
            throw exception.Fault.Kind == LogFaultKind.ProducerFenced
                ? new CommandFailedException("Another 'dead-letters retry' of this group has begun meanwhile: "
                    + exception.Fault.Message)
                : kafka.Failed(exception.Fault);
        }
    }

    private PublishOptions Options => new()
    {
        // Each record comes with a receipt.
        RecordsPerSecond = plan.Rate * 2, Timeout = Limits.BrokerTimeout, Clock = clock,
    };

    /// <summary>One name for all runs: the later one fences the earlier one.</summary>
    private static KafkaSettings Own(KafkaSettings settings) => settings with
    {
        GroupId = $"{settings.GroupId}-dead-letters",
        InstanceId = "retry",
    };

    private async Task<RetryResult> RunAsync(
        KafkaAccess kafka, InputTopics inputs, KafkaPublisher? publisher, CancellationToken cancellationToken)
    {
        var topic = await LetterTopic.OpenAsync(kafka, settings.Topics.DeadLetters, cancellationToken)
            .ConfigureAwait(false);
        await foreach (var (letter, batch, index) in topic.ReadAsync(plan.Filter, cancellationToken)
            .ConfigureAwait(false))
        {
            if (!IsToBeSent(letter, inputs)) continue;
            Count(letter);
            if (publisher is null) continue;
            if (publisher.IsDue) await publisher.SendAsync(cancellationToken).ConfigureAwait(false);
            Add(publisher.Next, letter, batch, index);
        }

        if (publisher is not null) await publisher.SendAsync(cancellationToken).ConfigureAwait(false);
        return _result;
    }

    private bool IsToBeSent(DeadLetter letter, InputTopics inputs)
    {
        var source = letter.Record.Source.Partition;
        if (letter.IsReturned && !plan.Again) _result.Returned++;
        else if (!inputs.Names.Values.Contains(source.Topic) || source.Number >= inputs.Partitions) _result.Elsewhere++;
        else if (letter.Record.Returns >= plan.Returns) _result.GivenUp++;
        else if (_result.Total >= plan.Most) _result.Left++;
        else return true;
        return false;
    }

    private void Count(DeadLetter letter)
    {
        var (topic, reason) = (letter.Record.Source.Partition.Topic, letter.Record.Reason);
        _result.Sent[topic] = _result.Sent.GetValueOrDefault(topic) + 1;
        _result.Reasons[reason] = _result.Reasons.GetValueOrDefault(reason) + 1;
    }

    private void Add(AppendBatch into, DeadLetter letter, LogBatch batch, int index)
    {
        ref readonly var record = ref batch[index];
        var nulls = (record.IsKeyNull ? NullParts.Key : NullParts.None)
            | (record.IsValueNull ? NullParts.Value : NullParts.None);
        RefusedRecord.WriteReturn(batch.Headers(record), letter.Record.Returns + 1, _headers);
        into.Add(letter.Record.Source.Partition, AppendBatch.Now, batch.Key(record), batch.Value(record), nulls,
            _headers.Block);
        RefusedRecord.WriteReceipt(letter.At.Offset, _headers);
        into.Add(letter.At.Partition, AppendBatch.Now, default, default, NullParts.Both, _headers.Block);
    }
}
