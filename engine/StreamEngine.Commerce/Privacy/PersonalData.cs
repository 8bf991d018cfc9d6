using System.Security.Cryptography;
using StreamEngine.Commerce.Events;

namespace StreamEngine.Commerce.Privacy;

/// <summary>
/// Keeps personal data out of state and outputs (docs/domain.md, "Personal data"): ids that are an e-mail address or a
/// phone number become keyed hashes, card numbers and addresses in free text are blanked. One thread.
/// </summary>
public sealed class PersonalData
{
    /// <summary>What stands before the 64 hex digits of a hashed id.</summary>
    public const string HashPrefix = "hmac-";

    /// <summary>
    /// The key where none is configured. It is public: hashes made with it can be guessed from a list of addresses.
    /// </summary>
    private static readonly byte[] DefaultKey = "streamengine: no key is configured"u8.ToArray();

    private readonly byte[] _key;

    /// <param name="key">The secret; null for the public default.</param>
    public PersonalData(byte[]? key = null) => _key = key ?? DefaultKey;

    /// <summary>How many card numbers were blanked.</summary>
    public long CardNumbers { get; private set; }

    /// <summary>How many addresses in free text were blanked.</summary>
    public long AddressesBlanked { get; private set; }

    /// <summary>How many ids were hashed.</summary>
    public long IdsHashed { get; private set; }

    /// <summary>
    /// Replaces an id that is an e-mail address or a phone number by its hash; returns the length of the key, which
    /// stays as it is for every other id.
    /// </summary>
    /// <param name="key">Room for a customer key; the key stands at its beginning.</param>
    /// <param name="length">Its length.</param>
    public int HideId(Span<byte> key, int length)
    {
        var id = key[..length].IndexOf((byte)':') + 1;
        var text = key[id..length];
        if (!Addresses.IsEmail(text) && !Addresses.IsPhone(text)) return length;
        // The id as it stands: another spelling has another record key, and may live in another partition.
        Span<byte> hash = stackalloc byte[HMACSHA256.HashSizeInBytes];
        HMACSHA256.HashData(_key, text, hash);
        System.Text.Encoding.ASCII.GetBytes(HashPrefix, key[id..]);
        System.Text.Encoding.ASCII.GetBytes(Convert.ToHexStringLower(hash), key[(id + HashPrefix.Length)..]);
        IdsHashed++;
        return id + HashPrefix.Length + (2 * hash.Length);
    }

    /// <summary>True where a text is worth a closer look: cheap, and true too often.</summary>
    public static bool MayHold(ReadOnlySpan<byte> utf8)
    {
        if (utf8.Length < 6) return false;
        if (utf8.ContainsAny((byte)'@', (byte)'+')) return true;
        if (utf8.Length < 13) return false;
        var first = utf8.IndexOfAnyInRange((byte)'0', (byte)'9');
        if (first < 0) return false;
        var digits = 0;
        foreach (var letter in utf8[first..])
            if (letter is >= (byte)'0' and <= (byte)'9') digits++;
        return digits >= 13;
    }

    /// <summary>Blanks what is personal in a text, which is overwritten.</summary>
    public void BlankText(Span<byte> utf8)
    {
        CardNumbers += Privacy.CardNumbers.Blank(utf8);
        AddressesBlanked += Addresses.Blank(utf8);
    }

    /// <summary>Blanks what is personal in the texts that <see cref="ShopEvent.NoteText"/> noted.</summary>
    public void BlankTexts(ShopEvent next)
    {
        foreach (var slice in next.NotedTexts) BlankText(next.WritableText(slice));
    }
}
