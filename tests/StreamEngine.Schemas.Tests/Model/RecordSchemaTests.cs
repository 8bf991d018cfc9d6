using Avro;
using CsCheck;
using Newtonsoft.Json.Linq;
using StreamEngine.Schemas.Model;
using RecordSchema = StreamEngine.Schemas.Model.RecordSchema;

namespace StreamEngine.Schemas.Tests.Model;

public class RecordSchemaTests
{
    // From the test data of the Avro project (share/test/data/schema-tests.txt).
    [Theory]
    [InlineData("\"null\"", 7195948357588979594)]
    [InlineData("\"boolean\"", -6970731678124411036)]
    [InlineData("\"int\"", 8247732601305521295)]
    [InlineData("\"long\"", -3434872931120570953)]
    public void Fingerprints_are_those_of_the_Avro_project(string canonicalForm, long fingerprint) =>
        Assert.Equal(fingerprint, (long)Crc64Avro.Of(canonicalForm));

    [Theory]
    [InlineData("""{"type":"record","name":"R","namespace":"x.y","doc":"d","aliases":["Q"],"fields":[]}""")]
    [InlineData(
        """
        {"fields":[{"type":{"type":"long","logicalType":"timestamp-millis"},"default":1,"name":"a"}],
         "name":"R","type":"record"}
        """)]
    [InlineData(
        """
        {"type":"record","name":"a.R","fields":[
         {"name":"e","type":{"type":"enum","name":"E","symbols":["p","q"],"default":"p"}},{"name":"f","type":"E"}]}
        """)]
    [InlineData(
        """
        {"type":"record","name":"R","fields":[
         {"name":"u","type":["null",{"type":"array","items":{"type":"map","values":["int","R"]}}]}]}
        """)]
    [InlineData(
        """
        {"type":"record","name":"R","fields":[
         {"name":"x","type":{"type":"fixed","name":"b.F","size":16}},{"name":"y","type":"b.F"}]}
        """)]
    public void Canonical_forms_and_fingerprints_are_those_of_Apache_Avro(string json)
    {
        var schema = RecordSchema.Parse(json);
        var other = Schema.Parse(json);
        Assert.Equal(SchemaNormalization.ToParsingForm(other), schema.CanonicalForm);
        Assert.Equal(SchemaNormalization.ParsingFingerprint64(other), (long)schema.Fingerprint);
    }

    [Fact]
    public void A_logical_type_on_a_fixed_leaves_the_fixed_in_the_canonical_form()
    {
        var schema = RecordSchema.Parse(
            """
            {"type":"record","name":"R","fields":[{"name":"d","type":
             {"type":"fixed","name":"F","size":8,"logicalType":"decimal","precision":10,"scale":2}}]}
            """);
        Assert.Equal(
            """{"name":"R","type":"record","fields":[{"name":"d","type":{"name":"F","type":"fixed","size":8}}]}""",
            schema.CanonicalForm);
    }

    [Theory]
    [InlineData("")]
    [InlineData("{")]
    [InlineData("\"string\"")]
    [InlineData("[]")]
    [InlineData("null")]
    [InlineData("""{"type":"record"}""")]
    [InlineData("""{"type":"record","name":"R","fields":[{"name":"a","type":"nothing"}]}""")]
    [InlineData("""{"type":"record","name":"R","fields":[{"name":"a","type":"int"},{"name":"a","type":"int"}]}""")]
    [InlineData(
        """{"type":"record","name":"R","fields":[{"name":"d","type":{"type":"bytes","logicalType":"decimal"}}]}""")]
    [InlineData(
        """
        {"type":"record","name":"R","fields":[
         {"name":"d","type":{"type":"bytes","logicalType":"decimal","precision":"x"}}]}
        """)]
    [InlineData("""{"type":"record","name":"R","fields":7}""")]
    [InlineData("""{"type":"record","name":"R","fields":[7]}""")]
    [InlineData("""{"type":["a"],"name":"R","fields":[]}""")]
    public void What_is_no_record_schema_is_refused(string json) =>
        Assert.Throws<SchemaException>(() => RecordSchema.Parse(json));

    [Fact]
    public void A_damaged_schema_is_another_schema_or_is_refused()
    {
        var refused = 0;
        string[] junk =
            ["null", "7", "-1", "\"x\"", "\"\"", "[]", "{}", "[null]", "[[]]", "true", "1e999", "{\"type\":null}"];
        Gen.Select(Gen.Int[0, ShopSchemas.All.Count - 1], Gen.Int, Gen.Int[0, junk.Length - 1], Gen.Bool).Sample(
            (which, at, by, remove) =>
            {
                var json = JObject.Parse(ShopSchemas.All[which].Json);
                var tokens = json.Descendants().Where(t => t.Type != JTokenType.Property).ToList();
                var token = tokens[(at & int.MaxValue) % tokens.Count];
                if (!remove) token.Replace(JToken.Parse(junk[by]));
                else if (token.Parent is JProperty property) property.Remove();
                else token.Remove();
                try
                {
                    Assert.NotEmpty(RecordSchema.Parse(json.ToString()).CanonicalForm);
                }
                catch (SchemaException)
                {
                    refused++;
                }
            },
            iter: 1_000,
            threads: 1);
        Assert.InRange(refused, 100, 900);
    }

    [Fact]
    public void A_schema_that_is_too_long_or_too_deep_is_refused()
    {
        Assert.Throws<SchemaException>(() => RecordSchema.Parse(new string(' ', Limits.SchemaCharacters + 1)));
        var depth = 100_000;
        var open = string.Concat(Enumerable.Repeat("""{"type":"array","items":""", depth));
        var json =
            $$$"""
            {"type":"record","name":"R","fields":[
             {"name":"a","type":{{{open}}}"int"{{{new string('}', depth)}}}}]}
            """;
        Assert.Throws<SchemaException>(
            () => RecordSchema.Parse(json[..Math.Min(json.Length, Limits.SchemaCharacters)]));
        open = string.Concat(Enumerable.Repeat("""{"type":"array","items":""", 30_000));
        json =
            $$$"""
            {"type":"record","name":"R","fields":[
             {"name":"a","type":{{{open}}}"int"{{{new string('}', 30_000)}}}}]}
            """;
        Assert.Throws<SchemaException>(() => RecordSchema.Parse(json));
    }
}
