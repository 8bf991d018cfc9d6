using System.Collections.Concurrent;
using System.Numerics;
using System.Text;
using Avro;
using Avro.Generic;
using Avro.IO;
using Newtonsoft.Json.Linq;

namespace StreamEngine.Schemas.Tests;

/// <summary>
/// Apache.Avro's generic reader and writer as the oracle. Logical types are taken off first, since its own
/// conversions refuse values that the encoding allows.
/// </summary>
internal static class Apache
{
    private static readonly ConcurrentDictionary<string, Avro.RecordSchema> Schemas = new(StringComparer.Ordinal);
    private static readonly ConcurrentDictionary<(string, string), GenericDatumReader<GenericRecord>> Readers = new();

    /// <summary>The schema without logical types.</summary>
    internal static Avro.RecordSchema Plain(string json) => Schemas.GetOrAdd(
        json, static j => (Avro.RecordSchema)Schema.Parse(Strip(JToken.Parse(j)).ToString()));

    internal static byte[] Write(string writerJson, object datum)
    {
        using var stream = new MemoryStream();
        new GenericDatumWriter<object>(Plain(writerJson)).Write(datum, new BinaryEncoder(stream));
        return stream.ToArray();
    }

    /// <summary>Reads a body that ends where the bytes end; throws what Apache.Avro throws.</summary>
    internal static GenericRecord Read(string writerJson, string readerJson, byte[] body)
    {
        using var stream = new MemoryStream(body);
        var reader = Readers.GetOrAdd(
            (writerJson, readerJson), p => new GenericDatumReader<GenericRecord>(Plain(p.Item1), Plain(p.Item2)));
        var record = reader.Read(null!, new BinaryDecoder(stream));
        return stream.Position == stream.Length ? record : throw new AvroException("trailing bytes");
    }

    /// <summary>The record as a tree, by the reader's schema with its logical types.</summary>
    internal static Tree Tree(GenericRecord record, Avro.RecordSchema schema)
    {
        var tree = new Tree();
        Fields(record, schema, "", tree);
        return tree;
    }

    private static void Fields(GenericRecord record, Avro.RecordSchema schema, string path, Tree tree)
    {
        foreach (var field in schema.Fields)
            Value(record[field.Name], field.Schema, path.Length == 0 ? field.Name : $"{path}.{field.Name}", tree);
    }

    private static void Value(object? value, Schema schema, string path, Tree tree)
    {
        if (value is null) return;
        if (schema is UnionSchema union) schema = union.Schemas.First(b => Fits(value, b));
        switch (value)
        {
            case GenericRecord record:
                Fields(record, (Avro.RecordSchema)schema, path, tree);
                break;
            case object[] array:
                foreach (var item in array)
                    Item(path, tree, t => Value(item, ((ArraySchema)schema).ItemSchema, path, t));
                break;
            case IDictionary<string, object> map:
                foreach (var (key, inner) in map)
                    Item(path, tree, t =>
                    {
                        t.Set($"{path}.key", TreeTarget.Quote(Encoding.UTF8.GetBytes(key)));
                        Value(inner, ((MapSchema)schema).ValueSchema, $"{path}.value", t);
                    });
                break;
            case GenericEnum symbol:
                tree.Set(path, ((EnumSchema)schema).Symbols.IndexOf(symbol.Value));
                break;
            case byte[] bytes when schema is LogicalSchema:
                tree.Set(path, (long)new BigInteger(bytes, isUnsigned: false, isBigEndian: true));
                break;
            case byte[] bytes:
                tree.Set(path, TreeTarget.Quote(bytes));
                break;
            case string text:
                tree.Set(path, TreeTarget.Quote(Encoding.UTF8.GetBytes(text)));
                break;
            case bool flag:
                tree.Set(path, flag ? 1 : 0);
                break;
            default:
                tree.Set(path, Convert.ToInt64(value, System.Globalization.CultureInfo.InvariantCulture));
                break;
        }
    }

    private static void Item(string path, Tree tree, Action<Tree> fill)
    {
        var item = new Tree();
        fill(item);
        tree.Add(path, item);
    }

    private static bool Fits(object value, Schema schema) =>
        (schema is LogicalSchema l ? l.BaseSchema : schema).Tag switch
        {
            Schema.Type.Null => false,
            Schema.Type.Record => value is GenericRecord,
            Schema.Type.Array => value is object[],
            Schema.Type.Map => value is IDictionary<string, object>,
            Schema.Type.Enumeration => value is GenericEnum,
            Schema.Type.Bytes => value is byte[],
            Schema.Type.String => value is string,
            Schema.Type.Boolean => value is bool,
            _ => value is int or long,
        };

    private static JToken Strip(JToken token)
    {
        foreach (var property in token.SelectTokens("$..logicalType").Select(t => (JProperty)t.Parent!).ToList())
            property.Remove();
        return token;
    }
}
