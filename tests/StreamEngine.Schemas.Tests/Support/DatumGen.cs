using Avro;
using Avro.Generic;
using CsCheck;

namespace StreamEngine.Schemas.Tests;

/// <summary>Random values of any schema, as Apache.Avro's generic writer takes them.</summary>
internal static class DatumGen
{
    private static readonly Gen<object> Text =
        Gen.OneOf(Gen.String[Gen.Char['a', 'z'], 0, 70], Gen.Const("ü漢🛒"), Gen.Const("")).Select(s => (object)s);

    /// <summary>Bytes that are UTF-8 and a decimal of at most 18 digits as well.</summary>
    private static readonly Gen<object> Bytes = Gen.Byte[0, 127].Array[1, 7].Select(b => (object)b);

    internal static Gen<object> Of(Schema schema, int depth = 0) => schema switch
    {
        UnionSchema union => Branch(union, depth),
        Avro.RecordSchema record => Gen.Int.SelectMany(_ => Record(record, depth + 1)),
        ArraySchema array => Of(array.ItemSchema, depth + 1).Array[0, 3].Select(a => (object)a),
        MapSchema map => Of(map.ValueSchema, depth + 1).Array[0, 3].Select(Map),
        EnumSchema symbols => Gen.Int[0, symbols.Count - 1].Select(i => (object)new GenericEnum(symbols, symbols[i])),
        FixedSchema bytes => Gen.Byte.Array[bytes.Size].Select(b => (object)new GenericFixed(bytes, b)),
        _ => Primitive(schema.Tag),
    };

    private static Gen<object> Primitive(Schema.Type type) => type switch
    {
        Schema.Type.Null => Gen.Const((object)null!),
        Schema.Type.Boolean => Gen.Bool.Select(b => (object)b),
        Schema.Type.Int => Gen.OneOf(Gen.Int, Gen.Int[-70, 70]).Select(i => (object)i),
        Schema.Type.Long => Gen.OneOf(Gen.Long, Gen.Long[-70, 70]).Select(l => (object)l),
        Schema.Type.Float => Gen.Float.Select(f => (object)f),
        Schema.Type.Double => Gen.Double.Select(d => (object)d),
        Schema.Type.String => Text,
        Schema.Type.Bytes => Bytes,
        _ => throw new NotSupportedException(type.ToString()),
    };

    // What contains itself ends in its first branch, which is null.
    private static Gen<object> Branch(UnionSchema union, int depth) =>
        Gen.Int[0, depth > 4 ? 0 : union.Count - 1].SelectMany(i => Of(union[i], depth + 1));

    private static Gen<object> Record(Avro.RecordSchema schema, int depth)
    {
        var values = Gen.Const(new object?[schema.Count]);
        for (var i = 0; i < schema.Count; i++)
        {
            var at = i;
            var field = Of(schema.Fields[i].Schema, depth);
            values = values.SelectMany(_ => field, (have, value) =>
            {
                var next = (object?[])have.Clone();
                next[at] = value;
                return next;
            });
        }
        return values.Select(all =>
        {
            var record = new GenericRecord(schema);
            for (var i = 0; i < all.Length; i++) record.Add(schema.Fields[i].Name, all[i]);
            return (object)record;
        });
    }

    private static object Map(object[] values) =>
        values.Select((v, i) => (v, i)).ToDictionary(p => $"key{p.i}", p => p.v);
}
