namespace StreamEngine.Schemas.Events;

/// <summary>Why an event cannot be encoded.</summary>
public enum EncodeError : byte
{
    /// <summary>It is encoded.</summary>
    None = 0,

    /// <summary>An amount has more than 14 digits before the decimal point.</summary>
    AmountOutOfRange = 1,

    /// <summary>A text has lone surrogates, so that it is no Unicode text.</summary>
    InvalidText = 2,

    /// <summary>The type is not one of its topic.</summary>
    TypeOfAnotherTopic = 3,

    /// <summary>A text, the number of lines or the whole event is over its limit, see <see cref="Limits"/>.</summary>
    TooLarge = 4,
}

/// <summary>The outcome of an encoding: success, or one error and the field that it is about.</summary>
/// <param name="Error"><see cref="EncodeError.None"/> for success.</param>
/// <param name="Field">The field at fault.</param>
public readonly record struct EncodeResult(EncodeError Error, EventField Field)
{
    /// <summary>True when the event is encoded.</summary>
    public bool IsSuccess => Error == EncodeError.None;

    /// <summary>One line for people.</summary>
    public override string ToString() => IsSuccess ? "encoded" : $"{Error}: {EventFields.Path(Field)}";
}
