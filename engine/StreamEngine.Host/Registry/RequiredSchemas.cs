using StreamEngine.Schemas.Framing;

namespace StreamEngine.Host.Registry;

/// <summary>The registry as the worker asks it: no answer is a failure of the batch and not of the record.</summary>
/// <param name="registry">The registry.</param>
public sealed class RequiredSchemas(IRegistrySchemas registry) : IRegistrySchemas
{
    /// <inheritdoc/>
    /// <exception cref="RegistryUnavailableException">The registry does not answer.</exception>
    public RegistryAnswer Find(int id, out string json)
    {
        var answer = registry.Find(id, out json);
        return answer == RegistryAnswer.Unavailable ? throw new RegistryUnavailableException(id) : answer;
    }
}
