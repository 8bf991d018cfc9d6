namespace StreamEngine.Schemas.Reading;

/// <summary>Why a message cannot be read. The numbers are stable.</summary>
public enum DecodeError : byte
{
    /// <summary>It can be read.</summary>
    None = 0,

    /// <summary>It ends before the record does, or states a length beyond its end.</summary>
    CutOff = 1,

    /// <summary>The record ends before the message does.</summary>
    TrailingBytes = 2,

    /// <summary>A varint has more than 10 bytes or does not fit 64 bits.</summary>
    InvalidVarint = 3,

    /// <summary>A value does not fit the type of its field: an int, a boolean, a timestamp.</summary>
    ValueOutOfRange = 4,

    /// <summary>A length, or the byte size of a block, is negative or does not agree with the content.</summary>
    InvalidLength = 5,

    /// <summary>A text is not valid UTF-8.</summary>
    InvalidUtf8 = 6,

    /// <summary>
    /// An enum has a symbol that the writer's schema lacks, or the reader's schema, without a default.
    /// </summary>
    UnknownSymbol = 7,

    /// <summary>A union has a branch that the writer's schema lacks or the reader's schema cannot hold.</summary>
    UnreadableBranch = 8,

    /// <summary>A decimal is empty, beyond the precision, or not exact at the scale of the reader's schema.</summary>
    InvalidDecimal = 9,

    /// <summary>The message, a text, a number of items or a depth is over its limit.</summary>
    TooLarge = 10,

    /// <summary>It begins with neither of the two known headers.</summary>
    UnknownFormat = 11,

    /// <summary>Nobody knows the schema that it names.</summary>
    UnknownSchema = 12,

    /// <summary>The schema that it names cannot be had now. Not the message's fault: try again.</summary>
    SchemaUnavailable = 13,

    /// <summary>The schema that it names is known and cannot be read as the schema of this reader.</summary>
    IncompatibleSchema = 14,

    /// <summary>An object container file is broken between its records: header, codec, block or sync marker.</summary>
    InvalidContainer = 15,
}
