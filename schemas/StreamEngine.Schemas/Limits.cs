namespace StreamEngine.Schemas;

/// <summary>Every limit of this project that is not a setting.</summary>
public static class Limits
{
    /// <summary>The longest schema text, in characters.</summary>
    public const int SchemaCharacters = 1 << 20;

    /// <summary>The longest message, in bytes.</summary>
    public const int MessageBytes = 1 << 20;

    /// <summary>The longest string or byte sequence of a message, in bytes.</summary>
    public const int TextBytes = 64 << 10;

    /// <summary>The most array and map items of a message, skipped ones and those without bytes included.</summary>
    public const int Items = 10_000;

    /// <summary>How deep records, arrays, maps and unions may be nested in what is skipped, and in schemas.</summary>
    public const int Depth = 32;

    /// <summary>The most operations of a plan: a bound on what one pair of schemas can cost.</summary>
    public const int PlanOperations = 4_096;

    /// <summary>The most plans that a decoder keeps, each of one writer schema.</summary>
    public const int Plans = 256;

    /// <summary>The most writer schemas that are known at a time.</summary>
    public const int WriterSchemas = 1_024;

    /// <summary>The most unknown schemas that are remembered; beyond it nothing more is asked for.</summary>
    public const int UnknownSchemas = 4_096;

    /// <summary>The longest block of an object container file, in bytes, before and after decompression.</summary>
    public const int ContainerBlockBytes = 16 << 20;

    /// <summary>The longest header of an object container file, in bytes.</summary>
    public const int ContainerHeaderBytes = 2 << 20;
}
