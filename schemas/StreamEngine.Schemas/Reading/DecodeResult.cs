using System.Globalization;

namespace StreamEngine.Schemas.Reading;

/// <summary>The outcome of a read: success, or one error with where and why.</summary>
/// <param name="Error"><see cref="DecodeError.None"/> for success.</param>
/// <param name="Position">Where the unreadable value begins, in bytes from the start of what was read.</param>
/// <param name="Detail">The field, dotted, or what is wrong with the schema. Never content of the message.</param>
public readonly record struct DecodeResult(DecodeError Error, int Position, string? Detail)
{
    /// <summary>True when every field was delivered.</summary>
    public bool IsSuccess => Error == DecodeError.None;

    /// <summary>One line for people.</summary>
    public override string ToString()
    {
        if (IsSuccess) return "read";
        var position = Position.ToString(CultureInfo.InvariantCulture);
        return Detail is null ? $"{Error} at byte {position}" : $"{Error} at byte {position}: {Detail}";
    }
}
