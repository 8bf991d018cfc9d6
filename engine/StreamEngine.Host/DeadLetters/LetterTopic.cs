using System.Runtime.CompilerServices;
using StreamEngine.Core.Log;
using StreamEngine.Host.Commands;
using StreamEngine.Host.Kafka;
using StreamEngine.Runtime.Commit;

namespace StreamEngine.Host.DeadLetters;

/// <summary>
/// The topic of dead letters as it is when it is opened. Letters stand in it, and behind them receipts of those that
/// were sent back: so it is read twice, and only the receipts are kept in memory.
/// </summary>
internal sealed class LetterTopic
{
    private readonly KafkaAccess _kafka;
    private readonly IReadOnlyList<LogPosition> _ends;
    private readonly HashSet<(int Partition, long Offset)> _returned = [];

    private LetterTopic(KafkaAccess kafka, IReadOnlyList<LogPosition> ends) => (_kafka, _ends) = (kafka, ends);

    /// <summary>Opens the topic and reads the receipts.</summary>
    /// <param name="kafka">A client.</param>
    /// <param name="topic">The topic's name.</param>
    /// <param name="cancellationToken">Ends it.</param>
    /// <exception cref="CommandFailedException">There is no such topic, or it cannot be read.</exception>
    public static async Task<LetterTopic> OpenAsync(
        KafkaAccess kafka, string topic, CancellationToken cancellationToken)
    {
        var count = await kafka.PartitionsAsync(topic).ConfigureAwait(false);
        var partitions = Enumerable.Range(0, count).Select(p => new LogPartition(topic, p)).ToList();
        var letters = new LetterTopic(kafka, await kafka.EndsAsync(partitions).ConfigureAwait(false));
        foreach (var end in letters._ends)
        {
            await foreach (var batch in kafka.BatchesAsync(end, cancellationToken).ConfigureAwait(false))
                letters.NoteReceipts(batch);
        }

        return letters;
    }

    /// <summary>The letters that are meant, by partition, in order. Valid until the next one.</summary>
    /// <param name="filter">Which are meant.</param>
    /// <param name="cancellationToken">Ends it.</param>
    public async IAsyncEnumerable<(DeadLetter Letter, LogBatch Batch, int Index)> ReadAsync(
        LetterFilter filter, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        foreach (var end in _ends)
        {
            if (filter.At is { } at && at.Partition != end.Partition.Number) continue;
            await foreach (var batch in _kafka.BatchesAsync(end, cancellationToken).ConfigureAwait(false))
            {
                for (var i = 0; i < batch.Count; i++)
                    if (LetterOf(batch, i) is { } letter && filter.Holds(letter)) yield return (letter, batch, i);
            }
        }
    }

    private void NoteReceipts(LogBatch batch)
    {
        for (var i = 0; i < batch.Count; i++)
            if (RefusedRecord.ReadReceipt(batch[i], batch.Headers(batch[i])) is { } offset)
                _returned.Add((batch.Partition.Number, offset));
    }

    private DeadLetter? LetterOf(LogBatch batch, int index)
    {
        ref readonly var record = ref batch[index];
        return RefusedRecord.Read(batch.Headers(record)) is { } refused
            ? new DeadLetter(
                new LogPosition(batch.Partition, record.Offset), record.Timestamp, refused,
                _returned.Contains((batch.Partition.Number, record.Offset)))
            : null;
    }
}
