namespace StreamEngine.Connectors.Files.Sources;

/// <summary>A row, call or line (or a whole group of rows) that the connector refused.</summary>
public sealed record FileReject
{
    /// <summary>The place of its input in <see cref="FileSource.Inputs"/>.</summary>
    public required int Input { get; init; }

    /// <summary>The place of its file in <see cref="FileSource.Files"/>.</summary>
    public required int File { get; init; }

    /// <summary>The line, from 1; of a group its first. In an Avro file the number of the record.</summary>
    public required long Line { get; init; }

    /// <summary>Why; <see cref="RejectReasons.Stage"/> tells the stage.</summary>
    public required RejectReason Reason { get; init; }

    /// <summary>What is wrong, in one line that names fields and not their content.</summary>
    public required string Message { get; init; }

    /// <summary>The original bytes; their beginning where it is <see cref="RejectReason.TooLarge"/>.</summary>
    public required byte[] Payload { get; init; }

    /// <summary>How many source records it stands for in the ledger.</summary>
    public required int Weight { get; init; }
}
