using System.Numerics;
using System.Text;
using Avro;
using Newtonsoft.Json.Linq;
using StreamEngine.Schemas.Model;

namespace StreamEngine.Schemas.Reading;

/// <summary>Writes down the delivery of a default of the reader's schema.</summary>
internal sealed class DefaultCompiler(PlanBuilder plan, RecordBinding binding)
{
    internal void Value(Schema schema, JToken value, string path, int depth = 0)
    {
        if (depth > Limits.Depth) throw PlanCompiler.Refuse(path, "its default is nested too deep.");
        switch (schema)
        {
            case UnionSchema union:
                var branch = union.Schemas.FirstOrDefault(b => Takes(b, value)) ?? throw Unfit(schema, value, path);
                Value(branch, value, path, depth + 1);
                break;
            case Avro.RecordSchema record:
                Record(record, value as JObject ?? throw Unfit(schema, value, path), path, depth);
                break;
            case ArraySchema array:
                foreach (var item in value as JArray ?? throw Unfit(schema, value, path))
                    Item(path, () => Value(array.ItemSchema, item, path, depth + 1));
                break;
            case MapSchema map:
                foreach (var pair in value as JObject ?? throw Unfit(schema, value, path))
                    Item(path, () => Pair(map, pair.Key, pair.Value!, path, depth + 1));
                break;
            default:
                if (!Takes(schema, value)) throw Unfit(schema, value, path);
                if (binding.TryGetId(path, out var id)) Leaf(schema, value, path, id);
                break;
        }
    }

    private static SchemaException Unfit(Schema schema, JToken value, string path) => PlanCompiler.Refuse(
        path, $"the default {value.ToString(Newtonsoft.Json.Formatting.None)} is no {Types.Describe(schema)}.");

    private static bool Takes(Schema schema, JToken value) => Types.Base(schema).Tag switch
    {
        Schema.Type.Null => value.Type == JTokenType.Null,
        Schema.Type.Boolean => value.Type == JTokenType.Boolean,
        Schema.Type.Int => Integer(value) is >= int.MinValue and <= int.MaxValue,
        Schema.Type.Long => Integer(value) is not null,
        Schema.Type.String => value.Type == JTokenType.String,
        Schema.Type.Bytes => value.Type == JTokenType.String && ((string)value!).All(c => c <= byte.MaxValue)
            && (!Types.IsDecimal(schema) || Decimal(schema, value) is not null),
        Schema.Type.Enumeration => value.Type == JTokenType.String
            && ((EnumSchema)Types.Base(schema)).Contains((string)value!),
        Schema.Type.Record or Schema.Type.Map => value.Type == JTokenType.Object,
        Schema.Type.Array => value.Type == JTokenType.Array,
        _ => false,
    };

    private void Leaf(Schema schema, JToken value, string path, int id)
    {
        switch (Types.Base(schema).Tag)
        {
            case Schema.Type.Null:
                break;
            case Schema.Type.Boolean:
                plan.AddNumber(id, (bool)value ? 1 : 0, path);
                break;
            case Schema.Type.Int:
            case Schema.Type.Long:
                plan.AddNumber(id, Integer(value)!.Value, path);
                break;
            case Schema.Type.Enumeration:
                var symbols = (EnumSchema)Types.Base(schema);
                plan.AddNumber(id, LeafCompiler.SymbolValue(binding, symbols, (string)value!, path), path);
                break;
            case Schema.Type.Bytes when Types.IsDecimal(schema):
                plan.AddNumber(id, Decimal(schema, value)!.Value, path);
                break;
            case Schema.Type.Bytes:
                plan.AddText(id, Encoding.Latin1.GetBytes((string)value!), path);
                break;
            default:
                plan.AddText(id, Encoding.UTF8.GetBytes((string)value!), path);
                break;
        }
    }

    private void Record(Avro.RecordSchema record, JObject value, string path, int depth)
    {
        foreach (var field in record.Fields)
        {
            var inner = path.Length == 0 ? field.Name : $"{path}.{field.Name}";
            var part = value[field.Name] ?? field.DefaultValue
                ?? throw PlanCompiler.Refuse(inner, "the default of the record does not state it.");
            Value(field.Schema, part, inner, depth + 1);
        }
    }

    private void Pair(MapSchema map, string key, JToken value, string path, int depth)
    {
        if (binding.TryGetId($"{path}.key", out var id)) plan.AddText(id, Encoding.UTF8.GetBytes(key), path);
        Value(map.ValueSchema, value, $"{path}.value", depth);
    }

    private void Item(string path, Action deliver)
    {
        var start = plan.Next;
        var isBound = binding.TryGetId(path, out var id);
        plan.Add(new Operation(OperationCode.ConstantBegin, id), path);
        deliver();
        plan.Add(new Operation(OperationCode.ConstantEnd, id), path);
        if (!isBound) plan.Truncate(start);
    }

    private static long? Integer(JToken value) =>
        value is JValue { Type: JTokenType.Integer, Value: long number } ? number : null;

    private static long? Decimal(Schema schema, JToken value)
    {
        var bytes = Encoding.Latin1.GetBytes((string)value!);
        if (bytes.Length == 0) return null;
        var unscaled = new BigInteger(bytes, isUnsigned: false, isBigEndian: true);
        var max = BigInteger.Min(BigInteger.Pow(10, Types.Decimal(schema).Precision) - 1, long.MaxValue);
        return BigInteger.Abs(unscaled) <= max ? (long)unscaled : null;
    }
}
