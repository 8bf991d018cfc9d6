using System.Text;
using StreamEngine.Commerce.Privacy;
using StreamEngine.Schemas.Events;

namespace StreamEngine.Host.Explain;

/// <summary>Whom a story is about, and whether a record is theirs.</summary>
internal sealed class Subject
{
    private readonly PersonalData _personal;
    private readonly byte[] _scratch = new byte[CustomerKey.MaxBytes];
    private readonly byte[] _hiddenId;

    /// <param name="customerKey">As in the outputs, or with the id as the shop knows it.</param>
    /// <param name="personal">Hides what is personal as the run to be explained did.</param>
    public Subject(string customerKey, PersonalData personal)
    {
        _personal = personal;
        StatedKey = Encoding.UTF8.GetBytes(customerKey);
        StatedId = StatedKey[(customerKey.IndexOf(':', StringComparison.Ordinal) + 1)..];
        Key = Hide(StatedKey).ToArray();
        _hiddenId = Hide(StatedId).ToArray();
    }

    /// <summary>The key as stated, and the id in it alone: records may have either for their key.</summary>
    public byte[] StatedKey { get; }
    public byte[] StatedId { get; }

    /// <summary>The key as the pipeline knows it.</summary>
    public byte[] Key { get; }

    /// <summary>True where a record of that key belongs to the customer.</summary>
    public bool Owns(ReadOnlySpan<byte> recordKey)
    {
        var hidden = Hide(recordKey);
        return !hidden.IsEmpty && (hidden.SequenceEqual(Key) || hidden.SequenceEqual(_hiddenId));
    }

    private ReadOnlySpan<byte> Hide(ReadOnlySpan<byte> key)
    {
        if (key.Length > _scratch.Length) return [];
        key.CopyTo(_scratch);
        return _scratch.AsSpan(0, _personal.HideId(_scratch, key.Length));
    }
}
