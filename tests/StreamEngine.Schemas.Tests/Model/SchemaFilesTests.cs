using Avro;
using StreamEngine.Schemas.Events;
using StreamEngine.Schemas.Model;

namespace StreamEngine.Schemas.Tests.Model;

public class SchemaFilesTests
{
    [Fact]
    public void Every_record_and_every_field_says_what_it_means()
    {
        foreach (var (path, doc) in ShopSchemas.All.SelectMany(s => Docs(s.Model, s.FullName)))
            Assert.True(doc is { Length: > 5 } && doc.EndsWith('.'), path);
    }

    [Fact]
    public void Every_enum_has_a_symbol_for_those_of_later_versions()
    {
        var enums = ShopSchemas.All.SelectMany(s => Named(s.Model)).OfType<EnumSchema>().ToList();
        Assert.NotEmpty(enums);
        Assert.All(enums, e => Assert.NotNull(e.Default));
    }

    [Fact]
    public void A_type_that_several_schemas_use_is_the_same_in_all()
    {
        var types = ShopSchemas.All.SelectMany(s => Named(s.Model)).GroupBy(t => t.Fullname).ToList();
        Assert.Contains(types, t => t.Key == "streamengine.Line" && t.Count() >= 3);
        Assert.Contains(types, t => t.Key == "streamengine.Context" && t.Count() >= 4);
        foreach (var type in types) Assert.Single(type.Select(t => t.ToString()).Distinct());
    }

    [Fact]
    public void The_input_schemas_begin_with_the_same_envelope()
    {
        string[] envelope =
        [
            "eventId", "type", "eventTime", "sentAt", "anonymousId", "customerId", "sessionId", "channel", "context",
        ];
        foreach (var topic in Enum.GetValues<EventTopic>())
        {
            var fields = ShopSchemas.Of(topic).Model.Fields;
            Assert.Equal(envelope, fields.Take(envelope.Length).Select(f => f.Name));
            Assert.Equal(
                ["eventId", "type", "eventTime"], fields.Where(f => f.DefaultValue is null).Select(f => f.Name));
        }
    }

    [Fact]
    public void The_symbols_of_the_types_are_the_event_types_in_their_order()
    {
        foreach (var topic in Enum.GetValues<EventTopic>())
        {
            var symbols = ((EnumSchema)ShopSchemas.Of(topic).Model["type"].Schema).Symbols;
            var expected = EventGen.TypesOf(topic)
                .Select(t => char.ToLowerInvariant(t.ToString()[0]) + t.ToString()[1..]);
            Assert.Equal(expected, symbols);
        }
    }

    [Fact]
    public void Every_event_field_is_a_field_of_some_input_schema_and_the_other_way_round()
    {
        var paths = Enum.GetValues<EventTopic>()
            .SelectMany(t => Paths(ShopSchemas.Of(t).Model, "")).Distinct().Order(StringComparer.Ordinal);
        var fields = Enum.GetValues<EventField>().Select(EventFields.Path).Order(StringComparer.Ordinal);
        Assert.Equal(fields, paths);
        Assert.Equal(EventFields.Count, Enum.GetValues<EventField>().Length);
    }

    private static IEnumerable<string> Paths(Avro.RecordSchema record, string prefix) => record.Fields.SelectMany(f =>
        f.Schema switch
        {
            UnionSchema union when union[1] is Avro.RecordSchema inner => Paths(inner, $"{prefix}{f.Name}."),
            ArraySchema array =>
                Paths((Avro.RecordSchema)array.ItemSchema, $"{prefix}{f.Name}.").Prepend(prefix + f.Name),
            _ => [prefix + f.Name],
        });

    private static IEnumerable<(string Path, string? Doc)> Docs(Schema schema, string path) => schema switch
    {
        Avro.RecordSchema record => record.Fields
            .SelectMany(f => Docs(f.Schema, $"{path}.{f.Name}").Prepend(($"{path}.{f.Name}", f.Documentation)))
            .Prepend((path, record.Documentation)),
        UnionSchema union => union.Schemas.SelectMany(b => Docs(b, path)),
        ArraySchema array => Docs(array.ItemSchema, path),
        NamedSchema named => [(path, named.Documentation)],
        _ => [],
    };

    private static IEnumerable<NamedSchema> Named(Schema schema) => schema switch
    {
        Avro.RecordSchema record => record.Fields.SelectMany(f => Named(f.Schema)).Prepend(record),
        UnionSchema union => union.Schemas.SelectMany(Named),
        ArraySchema array => Named(array.ItemSchema),
        NamedSchema named => [named],
        _ => [],
    };
}
