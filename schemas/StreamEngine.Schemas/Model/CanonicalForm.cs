using System.Globalization;
using System.Text;
using Avro;

namespace StreamEngine.Schemas.Model;

/// <summary>
/// Avro's parsing canonical form: full names, no docs, defaults, aliases or logical types, fields in a fixed order.
/// </summary>
internal static class CanonicalForm
{
    internal static string Of(Schema schema)
    {
        var text = new StringBuilder();
        Append(schema, text, new HashSet<string>(StringComparer.Ordinal));
        return text.ToString();
    }

    /// <summary>
    /// The logical types in the order in which they stand: what the canonical form, and so the fingerprint, leaves
    /// out although it changes what a value means.
    /// </summary>
    internal static string LogicalTypes(Schema schema) =>
        string.Join('|', Types(schema, new HashSet<string>(StringComparer.Ordinal)));

    private static IEnumerable<string> Types(Schema schema, HashSet<string> seen) => schema switch
    {
        LogicalSchema logical =>
            [$"{logical.LogicalTypeName}({logical.GetProperty("precision")},{logical.GetProperty("scale")})"],
        Avro.RecordSchema record when !seen.Add(record.Fullname) => [],
        Avro.RecordSchema record => record.Fields.SelectMany(f => Types(f.Schema, seen)),
        UnionSchema union => union.Schemas.SelectMany(b => Types(b, seen)),
        ArraySchema array => Types(array.ItemSchema, seen),
        MapSchema map => Types(map.ValueSchema, seen),
        _ => [""],
    };

    private static void Append(Schema schema, StringBuilder text, HashSet<string> defined)
    {
        switch (schema)
        {
            case LogicalSchema logical:
                Append(logical.BaseSchema, text, defined);
                break;
            case UnionSchema union:
                AppendList(union.Schemas, text, defined, static (branch, t, d) => Append(branch, t, d));
                break;
            case ArraySchema array:
                Append(array.ItemSchema, text.Append("{\"type\":\"array\",\"items\":"), defined);
                text.Append('}');
                break;
            case MapSchema map:
                Append(map.ValueSchema, text.Append("{\"type\":\"map\",\"values\":"), defined);
                text.Append('}');
                break;
            case NamedSchema named:
                AppendNamed(named, text, defined);
                break;
            default:
                text.Append('"').Append(schema.Name).Append('"');
                break;
        }
    }

    private static void AppendNamed(NamedSchema schema, StringBuilder text, HashSet<string> defined)
    {
        if (!defined.Add(schema.Fullname))
        {
            text.Append('"').Append(schema.Fullname).Append('"');
            return;
        }
        text.Append("{\"name\":\"").Append(schema.Fullname).Append("\",\"type\":\"");
        switch (schema)
        {
            case EnumSchema symbols:
                text.Append("enum\",\"symbols\":");
                AppendList(symbols.Symbols, text, defined, static (s, t, _) => t.Append('"').Append(s).Append('"'));
                break;
            case FixedSchema bytes:
                text.Append("fixed\",\"size\":").Append(bytes.Size.ToString(CultureInfo.InvariantCulture));
                break;
            case Avro.RecordSchema record:
                text.Append(record.Tag == Schema.Type.Error ? "error" : "record").Append("\",\"fields\":");
                AppendList(record.Fields, text, defined, AppendField);
                break;
        }
        text.Append('}');
    }

    private static void AppendField(Field field, StringBuilder text, HashSet<string> defined)
    {
        text.Append("{\"name\":\"").Append(field.Name).Append("\",\"type\":");
        Append(field.Schema, text, defined);
        text.Append('}');
    }

    private static void AppendList<T>(
        IEnumerable<T> items, StringBuilder text, HashSet<string> defined,
        Action<T, StringBuilder, HashSet<string>> append)
    {
        var separator = '[';
        foreach (var item in items)
        {
            text.Append(separator);
            append(item, text, defined);
            separator = ',';
        }
        if (separator == '[') text.Append(separator);
        text.Append(']');
    }
}
