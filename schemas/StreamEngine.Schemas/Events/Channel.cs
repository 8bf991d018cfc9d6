namespace StreamEngine.Schemas.Events;

/// <summary>Where the act took place. The Avro symbol is the name in lower case.</summary>
public enum Channel : byte
{
    Web = 0,
    App = 1,
    Email = 2,
    Social = 3,
    Phone = 4,
    Pos = 5,
    Print = 6,
    Other = 7,
}

/// <summary>How grave a failed payment or checkout error is; None where the event states nothing.</summary>
public enum ErrorKind : byte
{
    None = 0,
    Soft = 1,
    Hard = 2,
}
