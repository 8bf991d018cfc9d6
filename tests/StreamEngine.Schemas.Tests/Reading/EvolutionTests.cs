using System.Text.Json;
using Avro;
using CsCheck;
using Newtonsoft.Json.Linq;
using StreamEngine.Schemas.Model;
using StreamEngine.Schemas.Reading;
using RecordSchema = StreamEngine.Schemas.Model.RecordSchema;

namespace StreamEngine.Schemas.Tests.Reading;

/// <summary>
/// Every pair of the schemas in schemas/vectors/versions.json as writer and reader, against the resolution of two
/// other implementations: npm's avsc (evolution.json) and Apache.Avro for C#.
/// </summary>
public class EvolutionTests
{
    private static readonly RecordSchema[] Versions =
        [.. JArray.Parse(TestFiles.Text("vectors/versions.json")).Select(v => RecordSchema.Parse(v.ToString()))];

    private static readonly List<JsonElement> Pairs =
        [.. JsonDocument.Parse(TestFiles.Text("vectors/evolution.json")).RootElement.EnumerateArray()];

    public static TheoryData<int> Writers() => [.. Enumerable.Range(0, Versions.Length)];

    [Theory]
    [MemberData(nameof(Writers))]
    public void Each_reader_reads_what_avsc_reads_or_is_refused_by_name(int writerIndex)
    {
        var samples = 0;
        foreach (var pair in Pairs.Where(p => p[0].GetInt32() == writerIndex))
        {
            var (writer, reader) = (Versions[writerIndex], Versions[pair[1].GetInt32()]);
            var (binding, make) = TreeTarget.For(reader);
            var refusal = Refusal(writer, reader, binding, out var plan);
            if (refusal is not null)
                Assert.Contains(reader.Model.Fields, f => refusal.StartsWith(f.Name, StringComparison.Ordinal));
            var isRefusedByOther = pair.GetArrayLength() == 2;
            if (isRefusedByOther != refusal is not null)
            {
                // Ours alone accepts what is readable in part: a union or enum some of whose values fit, a field that
                // is there under its name and an alias.
                Assert.True(
                    refusal is null && IsReadableInPart(writer, reader), $"{reader.Json} of {writer.Json}: {refusal}");
                continue;
            }
            for (var i = 2; i < pair.GetArrayLength(); i += 2, samples++)
            {
                var target = make();
                var result = plan!.Read(Convert.FromHexString(pair[i].GetString()!), 0, ref target);
                Assert.True(result.IsSuccess, $"{reader.Json} of {writer.Json}: {result}");
                Assert.Equal(pair[i + 1].GetString(), target.Root.ToString());
            }
        }
        Assert.NotEqual(0, samples);
    }

    [Theory]
    [MemberData(nameof(Writers))]
    public void Each_reader_reads_what_Apache_Avro_reads(int writerIndex)
    {
        var writer = Versions[writerIndex];
        // Apache.Avro reads past a record that contains itself until the stack is full.
        if (writer.Json.Contains("next", StringComparison.Ordinal)) return;
        var pairs = 0;
        foreach (var reader in Pairs.Select(p => Versions[p[1].GetInt32()]).Distinct())
        {
            var (binding, make) = TreeTarget.For(reader);
            if (!ApacheAccepts(writer, reader) || Refusal(writer, reader, binding, out var plan) is not null) continue;
            Compare(writer.Json, reader, plan!, make);
            pairs++;
        }
        Assert.NotEqual(0, pairs);
    }

    private static void Compare(string writer, RecordSchema reader, ReadPlan plan, Func<TreeTarget> make) =>
        DatumGen.Of(Apache.Plain(writer)).Sample(
            datum =>
            {
                var body = Apache.Write(writer, datum);
                var target = make();
                var result = plan.Read(body, 0, ref target);
                if (Oracle(writer, reader, body) is not { } oracle)
                {
                    // Strings as bytes and bytes as strings are in the specification, not in Apache.Avro for C#.
                    if (result.IsSuccess && (writer + reader.Json).Contains("bytes", StringComparison.Ordinal)) return;
                    Assert.True(
                        result.Error is DecodeError.UnreadableBranch or DecodeError.UnknownSymbol, result.ToString());
                    return;
                }
                Assert.True(result.IsSuccess, result.ToString());
                Assert.Equal(oracle, target.Root.ToString());
            },
            iter: 8,
            threads: 1);

    private static string? Oracle(string writer, RecordSchema reader, byte[] body)
    {
        try
        {
            var record = Apache.Read(ApplyAliases(writer, reader), WithoutAliases(reader), body);
            return Apache.Tree(record, reader.Model).ToString();
        }
        catch (AvroException)
        {
            return null;
        }
    }

    private static bool ApacheAccepts(RecordSchema writer, RecordSchema reader) =>
        Apache.Plain(WithoutAliases(reader)).CanRead(Apache.Plain(ApplyAliases(writer.Json, reader)));

    // Apache.Avro for C# finds a field by its alias and then puts the default over it. So the aliases are applied
    // before, as the specification describes it: by renaming the writer's fields.
    private static string ApplyAliases(string writer, RecordSchema reader)
    {
        var json = JObject.Parse(writer);
        var fields = json["fields"]!.Cast<JObject>().ToList();
        foreach (var field in reader.Model.Fields)
        {
            if (fields.Any(f => (string)f["name"]! == field.Name)) continue;
            var sources = (field.Aliases ?? []).Select(a => fields.Find(f => (string)f["name"]! == a));
            if (sources.FirstOrDefault(f => f is not null) is { } source) source["name"] = field.Name;
        }
        return json.ToString();
    }

    private static string WithoutAliases(RecordSchema reader)
    {
        var json = JObject.Parse(reader.Json);
        foreach (var field in json["fields"]!.Cast<JObject>()) field.Remove("aliases");
        return json.ToString();
    }

    private static bool IsReadableInPart(RecordSchema writer, RecordSchema reader) =>
        writer.Model.Fields.Any(f => writer.Json.Contains("null", StringComparison.Ordinal)
            || f.Schema is UnionSchema or EnumSchema)
        || reader.Model.Fields.Any(f => writer.Model.Contains(f.Name) && (f.Aliases ?? []).Any(writer.Model.Contains));

    private static string? Refusal(RecordSchema writer, RecordSchema reader, RecordBinding binding, out ReadPlan? plan)
    {
        try
        {
            plan = ReadPlan.Compile(writer, reader, binding);
            return null;
        }
        catch (SchemaException e)
        {
            plan = null;
            return e.Message;
        }
    }
}
