using System.Globalization;
using Avro;
using Newtonsoft.Json.Linq;

namespace StreamEngine.Schemas.Reading;

/// <summary>What schema resolution asks about types.</summary>
internal static class Types
{
    /// <summary>The schema without its logical type.</summary>
    internal static Schema Base(Schema schema) => schema is LogicalSchema logical ? Base(logical.BaseSchema) : schema;

    /// <summary>The name of the logical type, null for none.</summary>
    internal static string? Logical(Schema schema) => (schema as LogicalSchema)?.LogicalTypeName;

    internal static bool IsDecimal(Schema schema) => Logical(schema) == "decimal";

    internal static (int Precision, int Scale) Decimal(Schema schema) =>
        (Property(schema, "precision"), Property(schema, "scale"));

    /// <summary>The units a second has in a type that counts from the epoch; 0 for other types.</summary>
    internal static long UnitsPerSecond(Schema schema) => Logical(schema) switch
    {
        "timestamp-millis" => 1_000,
        "timestamp-micros" => 1_000_000,
        "timestamp-nanos" => 1_000_000_000,
        _ => 0,
    };

    /// <summary>True for types that mean a time or date of any kind.</summary>
    internal static bool IsTime(Schema schema) =>
        Logical(schema) is { } name
        && (name == "date" || name == "duration" || name.StartsWith("time", StringComparison.Ordinal)
            || name.StartsWith("local-timestamp", StringComparison.Ordinal));

    /// <summary>
    /// Whether a named type of the writer is the reader's: by full name, by name without namespace, or by an alias of
    /// the reader's.
    /// </summary>
    internal static bool SameName(NamedSchema writer, NamedSchema reader) =>
        writer.Fullname == reader.Fullname || writer.Name == reader.Name
        || Aliases(reader).Any(a => a == writer.Fullname || LastPart(a) == writer.Name);

    /// <summary>Whether the reader's type is the natural one for the writer's, without any conversion.</summary>
    internal static bool IsExact(Schema writer, Schema reader) =>
        Base(writer).Tag == Base(reader).Tag && Logical(writer) == Logical(reader) && IsCandidate(writer, reader);

    /// <summary>Whether the reader's type may take the writer's, as far as the outermost type tells.</summary>
    internal static bool IsCandidate(Schema writer, Schema reader)
    {
        writer = Base(writer);
        reader = Base(reader);
        if (writer is NamedSchema name && reader is NamedSchema other)
            return writer.Tag == reader.Tag && SameName(name, other);
        return writer.Tag == reader.Tag || (writer.Tag, reader.Tag) is
            (Schema.Type.Int, Schema.Type.Long) or
            (Schema.Type.String, Schema.Type.Bytes) or
            (Schema.Type.Bytes, Schema.Type.String);
    }

    /// <summary>A type as a message names it.</summary>
    internal static string Describe(Schema schema) => schema switch
    {
        LogicalSchema logical when IsDecimal(schema) =>
            $"decimal({Text(Property(logical, "precision"))},{Text(Property(logical, "scale"))})",
        LogicalSchema logical => logical.LogicalTypeName,
        UnionSchema union => $"[{string.Join(", ", union.Schemas.Select(Describe))}]",
        ArraySchema array => $"array of {Describe(array.ItemSchema)}",
        MapSchema map => $"map of {Describe(map.ValueSchema)}",
        NamedSchema named => $"{(named.Tag == Schema.Type.Enumeration ? "enum" : Text(named.Tag))} {named.Fullname}",
        _ => schema.Name,
    };

    private static string Text<T>(T value)
        where T : notnull => string.Create(CultureInfo.InvariantCulture, $"{value}").ToLowerInvariant();

    private static int Property(Schema schema, string name) =>
        int.TryParse(schema.GetProperty(name), NumberStyles.None, CultureInfo.InvariantCulture, out var value)
            ? value
            : 0;

    // Apache.Avro keeps the aliases of a named type to itself, except in the JSON that it writes.
    private static IEnumerable<string> Aliases(NamedSchema schema) =>
        JToken.Parse(schema.ToString())["aliases"]?.Select(a => (string)a!) ?? [];

    private static string LastPart(string name) => name[(name.LastIndexOf('.') + 1)..];
}
