using StreamEngine.Commerce.Privacy;

namespace StreamEngine.Host.Configuration;

/// <summary>How personal data is hidden (docs/domain.md, "Personal data").</summary>
public sealed class PrivacySettings
{
    /// <summary>What the secret may be.</summary>
    internal const string Allowed = "base64 of at least 16 bytes is";

    private const int MinBytes = 16;

    private readonly byte[]? _hashKey;

    /// <summary>Without a secret: ids that are addresses are hashed with a key that everybody knows.</summary>
    public PrivacySettings()
    {
    }

    private PrivacySettings(byte[] hashKey) => _hashKey = hashKey;

    /// <summary>Whether there is a secret.</summary>
    public bool HasHashKey => _hashKey is not null;

    /// <summary>Reads the secret. False: it is none.</summary>
    public static bool TryParse(string base64, out PrivacySettings settings)
    {
        var key = new byte[base64.Length];
        var isKey = Convert.TryFromBase64String(base64, key, out var length) && length >= MinBytes;
        settings = isKey ? new PrivacySettings(key[..length]) : new PrivacySettings();
        return isKey;
    }

    /// <summary>What hides the personal data of one task.</summary>
    public PersonalData NewPersonalData() => new(_hashKey);

    /// <inheritdoc/>
    public override string ToString() => HasHashKey ? "hash key set" : "no hash key";
}
