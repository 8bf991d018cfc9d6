using StreamEngine.Commerce.Privacy;

namespace StreamEngine.Host.Commands;

/// <summary>The secret with which ids that are addresses are hashed: base64, at least 16 bytes.</summary>
internal static class PrivacyKey
{
    /// <summary>The setting <c>Privacy:HashKey</c> as the environment gives it.</summary>
    public const string Variable = "StreamEngine__Privacy__HashKey";

    private const int MinBytes = 16;

    /// <summary>Hides with the secret of the environment; with the public default key where there is none.</summary>
    /// <exception cref="UsageException">It is no such secret. Its value is not shown.</exception>
    public static PersonalData FromEnvironment()
    {
        if (Environment.GetEnvironmentVariable(Variable) is not { Length: > 0 } text) return new PersonalData();
        var key = new byte[text.Length];
        if (!Convert.TryFromBase64String(text, key, out var length) || length < MinBytes)
            throw new UsageException($"{Variable}: its value is not allowed; base64 of at least {MinBytes} bytes is.");
        return new PersonalData(key.AsMemory(0, length));
    }
}
