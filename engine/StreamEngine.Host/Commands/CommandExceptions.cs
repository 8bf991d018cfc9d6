namespace StreamEngine.Host.Commands;

/// <summary>Wrong usage or configuration, exit code 2. The message names the option and what is allowed.</summary>
public sealed class UsageException(string message) : Exception(message);

/// <summary>The command could not be done, exit code 1. The message is for people.</summary>
public sealed class CommandFailedException(string message) : Exception(message);
