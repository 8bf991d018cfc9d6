using StreamEngine.Commerce.Privacy;
using StreamEngine.Host.Configuration;

namespace StreamEngine.Host.Commands;

/// <summary>The secret of <see cref="PrivacySettings"/> where a command has no configuration.</summary>
internal static class PrivacyKey
{
    /// <summary>The setting <c>Privacy:HashKey</c> as the environment gives it.</summary>
    public const string Variable = "StreamEngine__Privacy__HashKey";

    /// <summary>Hides with the secret of the environment; with the public default key where there is none.</summary>
    /// <exception cref="UsageException">It is no such secret. Its value is not shown.</exception>
    public static PersonalData FromEnvironment()
    {
        if (Environment.GetEnvironmentVariable(Variable) is not { Length: > 0 } text) return new PersonalData();
        return PrivacySettings.TryParse(text, out var settings)
            ? settings.NewPersonalData()
            : throw new UsageException($"{Variable}: its value is not allowed; {PrivacySettings.Allowed}.");
    }
}
