using System.Buffers;
using System.Text;
using StreamEngine.Connectors.Files.Rows;
using StreamEngine.Connectors.Files.Sources;
using StreamEngine.Schemas.Events;

namespace StreamEngine.Connectors.Files.Streams;

/// <summary>Makes the key and value of a record of a draft, or finds the verdict that forbids it.</summary>
internal sealed class RecordMaker
{
    private readonly EventEncoder _encoder = new();
    private readonly ArrayBufferWriter<byte> _value = new(1024);
    private readonly byte[] _key = new byte[CustomerKey.MaxBytes];
    private byte[] _ids = new byte[1024];
    private int _keyLength;

    /// <summary>The key of the last record made.</summary>
    public ReadOnlySpan<byte> Key => _key.AsSpan(0, _keyLength);

    /// <summary>The value of the last record made.</summary>
    public ReadOnlySpan<byte> Value => _value.WrittenSpan;

    /// <summary>Makes the record; false: the draft's flaw says why not.</summary>
    public bool TryMake(EventDraft draft)
    {
        if (!(draft.Flaw < RejectReason.NoIdentity) && !TryMakeKey(draft.Event)) draft.NoIdentity();
        if (draft.Flaw == RejectReason.InvalidAmount) PreferQuantity(draft);
        if (draft.Flaw is not null) return false;
        _value.ResetWrittenCount();
        var result = _encoder.Encode(draft.Event, _value);
        if (!result.IsSuccess) draft.Fail(ReasonOf(result.Error), $"The event cannot be encoded: {result}.");
        return result.IsSuccess;
    }

    private bool TryMakeKey(EventData data)
    {
        var customerLength = Encoding.UTF8.GetByteCount(data.CustomerId ?? "");
        var length = customerLength + Encoding.UTF8.GetByteCount(data.AnonymousId ?? "");
        if (_ids.Length < length) _ids = new byte[length];
        Encoding.UTF8.GetBytes(data.CustomerId ?? "", _ids);
        Encoding.UTF8.GetBytes(data.AnonymousId ?? "", _ids.AsSpan(customerLength));
        return CustomerKey.TryWrite(
            _ids.AsSpan(0, customerLength), _ids.AsSpan(customerLength, length - customerLength), _key, out _keyLength);
    }

    // Content is judged quantities first, those included that only the engine would refuse.
    private static void PreferQuantity(EventDraft draft)
    {
        foreach (var line in draft.Event.Lines)
            if (line.Quantity <= 0) draft.Fail(RejectReason.InvalidQuantity, "quantity of a line is not above 0.");
    }

    private static RejectReason ReasonOf(EncodeError error) => error switch
    {
        EncodeError.AmountOutOfRange => RejectReason.InvalidAmount,
        EncodeError.TypeOfAnotherTopic => RejectReason.UnknownType,
        EncodeError.TooLarge => RejectReason.TooLarge,
        _ => RejectReason.Malformed,
    };
}
