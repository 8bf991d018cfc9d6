using System.Globalization;
using System.Text.Json;
using StreamEngine.Schemas.Events;
using StreamEngine.Schemas.Model;
using StreamEngine.Schemas.Reading;

namespace StreamEngine.Schemas.Tests.Events;

/// <summary>Bytes that another implementation of Avro wrote (schemas/vectors/make-vectors.js).</summary>
public class VectorTests
{
    public static TheoryData<string, string> Names() =>
        [.. Vectors().Select(v => (v.GetProperty("record").GetString()!, v.GetProperty("note").GetString()!))];

    [Theory]
    [MemberData(nameof(Names))]
    public void Our_reader_and_Apache_Avro_read_the_same(string record, string note)
    {
        var (schema, body, _) = Vector(record, note);
        var (binding, make) = TreeTarget.For(schema);
        var target = make();
        var result = ReadPlan.Compile(schema, schema, binding).Read(body, 0, ref target);
        Assert.True(result.IsSuccess, result.ToString());
        var oracle = Apache.Tree(Apache.Read(schema.Json, schema.Json, body), schema.Model);
        Assert.Equal(oracle.ToString(), target.Root.ToString());
    }

    [Theory]
    [MemberData(nameof(Names))]
    public void Apache_Avro_writes_the_same_bytes(string record, string note)
    {
        var (schema, body, _) = Vector(record, note);
        Assert.Equal(body, Apache.Write(schema.Json, Apache.Read(schema.Json, schema.Json, body)));
    }

    [Theory]
    [MemberData(nameof(Names))]
    public void An_event_of_these_values_is_encoded_to_these_bytes(string record, string note)
    {
        var (schema, body, value) = Vector(record, note);
        if (Topic(schema) is not { } topic) return;
        var data = EventJson.Read(topic, value);
        var output = new System.Buffers.ArrayBufferWriter<byte>();
        Assert.True(new EventEncoder().Encode(data, output).IsSuccess);
        Assert.Equal(Convert.ToHexString(body), Convert.ToHexString(output.WrittenSpan[10..]));
        var back = new EventData();
        Assert.True(
            new EventDataReader(new Schemas.Framing.WriterSchemas()).Read(topic, output.WrittenSpan, back).IsSuccess);
        Assert.Equal(EventText.Of(data), EventText.Of(back));
    }

    [Fact]
    public void Another_implementation_has_the_same_canonical_forms_and_fingerprints()
    {
        var schemas = JsonDocument.Parse(TestFiles.Text("vectors/schemas.json")).RootElement.EnumerateArray().ToList();
        Assert.Equal(ShopSchemas.All.Count, schemas.Count);
        foreach (var expected in schemas)
        {
            var schema = Schema(expected.GetProperty("record").GetString()!);
            Assert.Equal(expected.GetProperty("canonical").GetString(), schema.CanonicalForm);
            Assert.Equal(
                expected.GetProperty("fingerprint").GetString(),
                schema.Fingerprint.ToString("x16", CultureInfo.InvariantCulture));
        }
    }

    private static IEnumerable<JsonElement> Vectors() =>
        JsonDocument.Parse(TestFiles.Text("vectors/vectors.json")).RootElement.EnumerateArray();

    private static (RecordSchema Schema, byte[] Body, JsonElement Value) Vector(string record, string note)
    {
        var vector = Vectors().Single(
            v => v.GetProperty("record").GetString() == record && v.GetProperty("note").GetString() == note);
        var body = Convert.FromHexString(vector.GetProperty("hex").GetString()!);
        return (Schema(record), body, vector.GetProperty("value"));
    }

    private static RecordSchema Schema(string record) =>
        ShopSchemas.All.Single(s => s.FullName == $"streamengine.{record}");

    private static EventTopic? Topic(RecordSchema schema) => Enum.GetValues<EventTopic>()
        .Where(t => ShopSchemas.Of(t) == schema).Select(t => (EventTopic?)t).SingleOrDefault();
}
