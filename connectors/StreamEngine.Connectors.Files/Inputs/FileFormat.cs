namespace StreamEngine.Connectors.Files.Inputs;

/// <summary>The formats that <c>--input FORMAT:PATH</c> knows (docs/formats.md).</summary>
public enum FileFormat : byte
{
    /// <summary>CSV of the UCI data set "Online Retail".</summary>
    UciOnlineRetail,

    /// <summary>CSV of the REES46 shop data sets.</summary>
    Rees46,

    /// <summary>JSON lines of the OTTO recommender data set.</summary>
    Otto,

    /// <summary>CSV of the Retailrocket data set.</summary>
    RetailRocket,

    /// <summary>JSON lines of Segment calls.</summary>
    Segment,

    /// <summary>JSON lines of our own events.</summary>
    Events,

    /// <summary>Avro object container files of our own schemas.</summary>
    Avro,
}
