namespace StreamEngine.Host.Registry;

/// <summary>
/// The registry did not answer about the schema of a record. The batch has to be tried again: refusing the record would
/// be wrong, because a later try may read it, and so would be different results each time.
/// </summary>
public sealed class RegistryUnavailableException(int id)
    : Exception($"The schema registry does not answer about schema {id}.");
