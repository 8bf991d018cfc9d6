using System.Globalization;
using StreamEngine.Host.Commands;

namespace StreamEngine.Host.DeadLetters;

/// <summary>Which letters are meant. All that is stated has to hold.</summary>
internal sealed record LetterFilter
{
    /// <summary>The reason; null: any.</summary>
    public string? Reason { get; init; }

    /// <summary>The source's topic; null: any.</summary>
    public string? Topic { get; init; }

    /// <summary>Refused at or after that time, ms since the epoch; null: however early.</summary>
    public long? From { get; init; }

    /// <summary>Refused before that time; null: however late.</summary>
    public long? To { get; init; }

    /// <summary>The letter at that partition and offset alone; null: any.</summary>
    public (int Partition, long Offset)? At { get; init; }

    /// <summary>Whether the letter is meant.</summary>
    public bool Holds(DeadLetter letter) =>
        (Reason is null || letter.Record.Reason == Reason)
        && (Topic is null || letter.Record.Source.Partition.Topic == Topic)
        && (From is null || letter.RefusedAt >= From)
        && (To is null || letter.RefusedAt < To)
        && (At is null || (letter.At.Partition.Number, letter.At.Offset) == At);

    /// <summary>Reads PARTITION:OFFSET.</summary>
    /// <exception cref="UsageException">The text is none.</exception>
    public static (int Partition, long Offset) ReadAt(string text)
    {
        var parts = text.Split(':');
        if (parts.Length == 2 && int.TryParse(parts[0], NumberStyles.None, CultureInfo.InvariantCulture, out var number)
            && long.TryParse(parts[1], NumberStyles.None, CultureInfo.InvariantCulture, out var offset))
            return (number, offset);
        throw new UsageException(
            $"--at PARTITION:OFFSET: '{text}' is not allowed; a partition and an offset of the topic of dead letters, "
            + "such as 0:17, are.");
    }
}
