namespace StreamEngine.Connectors.Files;

/// <summary>
/// A run over files cannot go on, or ends incomplete: a file that vanished, a header without a needed column, a cut
/// <c>.gz</c>, a full temporary directory. The message is one line that names the file. The run fails (exit code 1).
/// </summary>
public sealed class FileSourceException : Exception
{
    /// <summary>Creates the exception with its one line.</summary>
    public FileSourceException(string message, Exception? innerException = null)
        : base(message, innerException)
    {
    }
}
