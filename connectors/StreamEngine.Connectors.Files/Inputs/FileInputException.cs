namespace StreamEngine.Connectors.Files.Inputs;

/// <summary>An input that the user named is not one: wrong usage (exit code 2). The message is one line.</summary>
public sealed class FileInputException : Exception
{
    /// <summary>Creates the exception with its one line.</summary>
    public FileInputException(string message)
        : base(message)
    {
    }
}
