using System.Collections.Concurrent;
using System.Globalization;
using System.Numerics;
using System.Text.Encodings.Web;
using System.Text.Json;
using Avro;
using Avro.Generic;
using Avro.IO;
using Newtonsoft.Json.Linq;

namespace StreamEngine.Testing.Shop;

/// <summary>
/// Messages in single-object encoding as JSON, read with Apache.Avro's generic reader: field by field in the order of
/// the schema, enums by their symbols, times and amounts as the files of a replay have them.
/// </summary>
public static class AvroJson
{
    private const int HeaderBytes = 10;

    private static readonly ConcurrentDictionary<string, (RecordSchema, RecordSchema)> Schemas = new();

    /// <summary>The JSON of a message.</summary>
    public static string Of(string schemaJson, ReadOnlySpan<byte> message)
    {
        var (schema, writer) = Schemas.GetOrAdd(schemaJson, Parse);
        using var body = new MemoryStream(message[HeaderBytes..].ToArray());
        var record = new GenericDatumReader<GenericRecord>(writer, writer).Read(null!, new BinaryDecoder(body));
        if (body.Position != body.Length) throw new AvroException("trailing bytes");
        using var text = new MemoryStream();
        using (var json = new Utf8JsonWriter(text, new JsonWriterOptions
        {
            Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping,
        }))
        {
            Fields(record, schema, json);
        }

        return System.Text.Encoding.UTF8.GetString(text.ToArray());
    }

    // Apache.Avro's own conversions of logical types refuse values that the encoding allows.
    private static (RecordSchema Whole, RecordSchema Plain) Parse(string json)
    {
        var plain = JToken.Parse(json);
        foreach (var property in plain.SelectTokens("$..logicalType").Select(t => (JProperty)t.Parent!).ToList())
            property.Remove();
        return ((RecordSchema)Schema.Parse(json), (RecordSchema)Schema.Parse(plain.ToString()));
    }

    private static void Fields(GenericRecord record, RecordSchema schema, Utf8JsonWriter json)
    {
        json.WriteStartObject();
        foreach (var field in schema.Fields)
        {
            json.WritePropertyName(field.Name);
            Value(record[field.Name], field.Schema, json);
        }

        json.WriteEndObject();
    }

    private static void Value(object? value, Schema schema, Utf8JsonWriter json)
    {
        if (schema is UnionSchema union) schema = union.Schemas.First(b => b.Tag != Schema.Type.Null);
        switch (value)
        {
            case null: json.WriteNullValue(); break;
            case GenericRecord record: Fields(record, (RecordSchema)schema, json); break;
            case GenericEnum symbol: json.WriteStringValue(symbol.Value); break;
            case string text: json.WriteStringValue(text); break;
            case bool flag: json.WriteBooleanValue(flag); break;
            case byte[] bytes: json.WriteRawValue(Amount(bytes, (LogicalSchema)schema)); break;
            case long time when schema is LogicalSchema: json.WriteStringValue(Time(time)); break;
            case long number: json.WriteNumberValue(number); break;
            case IDictionary<string, object> map:
                json.WriteStartObject();
                foreach (var (key, inner) in map) json.WriteString(key, (string)inner);
                json.WriteEndObject();
                break;
            case object[] items:
                json.WriteStartArray();
                foreach (var item in items) Value(item, ((ArraySchema)schema).ItemSchema, json);
                json.WriteEndArray();
                break;
            default: throw new AvroException($"no JSON for {value.GetType()}");
        }
    }

    private static string Time(long milliseconds) => DateTimeOffset.FromUnixTimeMilliseconds(milliseconds)
        .ToString("yyyy-MM-dd'T'HH:mm:ss.fff'Z'", CultureInfo.InvariantCulture);

    private static string Amount(byte[] bytes, LogicalSchema schema)
    {
        var scale = int.Parse(schema.GetProperty("scale"), CultureInfo.InvariantCulture);
        var unscaled = new BigInteger(bytes, isUnsigned: false, isBigEndian: true);
        var digits = BigInteger.Abs(unscaled).ToString(CultureInfo.InvariantCulture).PadLeft(scale + 1, '0');
        var text = $"{digits[..^scale]}.{digits[^scale..]}".TrimEnd('0').TrimEnd('.');
        return unscaled < 0 ? "-" + text : text;
    }
}
