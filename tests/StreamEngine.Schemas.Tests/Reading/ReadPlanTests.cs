using StreamEngine.Schemas.Model;
using StreamEngine.Schemas.Reading;

namespace StreamEngine.Schemas.Tests.Reading;

/// <summary>What goes beyond Avro's resolution, and how pairs are refused.</summary>
public class ReadPlanTests
{
    private const string Micros = """{"type":"long","logicalType":"timestamp-micros"}""";
    private const string Millis = """{"type":"long","logicalType":"timestamp-millis"}""";

    [Theory]
    [InlineData(2, 4, "0101", "25700")]
    [InlineData(4, 2, "6400", "256")]
    [InlineData(0, 4, "FF", "-10000")]
    [InlineData(18, 4, "00002386F26FC10000", "100")]
    [InlineData(4, 4, "000000000000000000000000000000000000007F", "127")]
    [InlineData(4, 4, "0DE0B6B3A763FFFF", "999999999999999999")]
    public void A_decimal_of_another_scale_is_read_exactly(int from, int to, string hex, string expected)
    {
        var result = Read(Decimal(30, from), Decimal(18, to), Text(hex), out var tree);
        Assert.True(result.IsSuccess, result.ToString());
        Assert.Equal($"a={expected}\n", tree);
    }

    [Theory]
    [InlineData(4, 4, "")]
    [InlineData(4, 2, "6401")]
    [InlineData(4, 4, "0DE0B6B3A7640000")]
    [InlineData(0, 4, "7FFFFFFFFFFFFFFF")]
    [InlineData(4, 4, "0080000000000000000000000000000000")]
    [InlineData(4, 4, "0100000000000000000000000000000000000000")]
    public void A_decimal_that_is_not_exact_or_does_not_fit_is_an_error(int from, int to, string hex)
    {
        var result = Read(Decimal(30, from), Decimal(18, to), Text(hex), out _);
        Assert.Equal(DecodeError.InvalidDecimal, result.Error);
        Assert.Equal("a", result.Detail);
    }

    [Theory]
    [InlineData(1_569_898_200_123_999, 1_569_898_200_123)]
    [InlineData(-1, -1)]
    [InlineData(-1000, -1)]
    [InlineData(-1001, -2)]
    [InlineData(0, 0)]
    [InlineData(long.MinValue, -9_223_372_036_854_776)]
    public void A_finer_timestamp_is_rounded_down(long micros, long millis)
    {
        Assert.True(Read(Micros, Millis, Long(micros), out var tree).IsSuccess);
        Assert.Equal($"a={millis}\n", tree);
    }

    [Fact]
    public void A_record_of_the_same_name_in_another_namespace_is_read()
    {
        var writer = RecordSchema.Parse(
            """{"type":"record","name":"R","namespace":"com.shop","fields":[{"name":"a","type":"int"}]}""");
        var (binding, make) = TreeTarget.For(Schema("\"long\""));
        var target = make();
        Assert.True(ReadPlan.Compile(writer, Schema("\"long\""), binding).Read([0x0E], 0, ref target).IsSuccess);
        Assert.Equal("a=7\n", target.Root.ToString());
    }

    [Theory]
    [InlineData("\"string\"", "\"long\"", "a: the writer's string cannot be read as long.")]
    [InlineData("\"long\"", "\"int\"", "a: the writer's long cannot be read as int.")]
    [InlineData("\"bytes\"", Dec, "a: the writer's bytes cannot be read as decimal(18,4).")]
    [InlineData(
        """["null","string"]""", """["null","long"]""", "a: the writer's string cannot be read as [null, long].")]
    [InlineData(Millis, Micros, "a: the writer's timestamp-millis cannot be read as timestamp-micros.")]
    [InlineData(
        """{"type":"int","logicalType":"date"}""", Millis, "a: the writer's date cannot be read as timestamp-millis.")]
    [InlineData("""{"type":"fixed","name":"F","size":9,"logicalType":"decimal","precision":18,"scale":4}""",
        Dec, "a: the writer's decimal(18,4) cannot be read as decimal(18,4).")]
    [InlineData("""{"type":"enum","name":"E","symbols":["x"]}""",
        """{"type":"enum","name":"F","symbols":["x"]}""", "a: the writer's enum E cannot be read as enum F.")]
    [InlineData("""{"type":"array","items":"int"}""", """{"type":"array","items":"int"}""",
        "a: an array of int cannot be read.")]
    [InlineData("\"double\"", "\"double\"", "a: a value of type double cannot be delivered.")]
    [InlineData("""{"type":"array","items":{"type":"record","name":"I","fields":[{"name":"x","type":"int"}]}}""",
        """{"type":"array","items":{"type":"record","name":"I","fields":[{"name":"y","type":"int"}]}}""",
        "a.y: the writer has no such field and the reader no default for it.")]
    [InlineData("""{"type":"record","name":"N","fields":[]}""",
        """{"type":"record","name":"M","fields":[]}""", "a: the writer's record N cannot be read as record M.")]
    [InlineData("""["null","R"]""", """["null","R"]""", "a: R contains itself: no target can take it.")]
    public void A_pair_that_does_not_fit_is_refused_by_name(string writer, string reader, string expected)
    {
        var (w, r) = (Schema(writer), Schema(reader));
        var binding = new RecordBinding([new("a", 0), new("a.x", 1), new("a.y", 2)]);
        Assert.Equal(expected, Assert.Throws<SchemaException>(() => ReadPlan.Compile(w, r, binding)).Message);
        // Whatever the target takes, what does not fit does not fit.
        Assert.Equal(
            expected, Assert.Throws<SchemaException>(() => ReadPlan.Compile(w, r, new RecordBinding([]))).Message);
    }

    [Theory]
    [InlineData("\"int\"", "3000000000")]
    [InlineData("\"long\"", "\"7\"")]
    [InlineData("\"boolean\"", "1")]
    [InlineData("\"string\"", "null")]
    [InlineData("\"bytes\"", "\"\\u0100\"")]
    [InlineData("""{"type":"enum","name":"E","symbols":["x"]}""", "\"y\"")]
    [InlineData("""["null","long"]""", "\"x\"")]
    [InlineData(Dec, "\"\"")]
    [InlineData(Dec, "\"\\u007f\\u0000\\u0000\\u0000\\u0000\\u0000\\u0000\\u0000\"")]
    [InlineData(
        """{"type":"array","items":{"type":"record","name":"I","fields":[{"name":"x","type":"int"}]}}""", "[{}]")]
    [InlineData("""{"type":"map","values":"int"}""", "[]")]
    public void A_default_that_is_none_is_refused_by_name(string type, string value)
    {
        var writer = RecordSchema.Parse("""{"type":"record","name":"R","fields":[]}""");
        var reader = RecordSchema.Parse(
            $$"""{"type":"record","name":"R","fields":[{"name":"a","type":{{type}},"default":{{value}}}]}""");
        var binding = new RecordBinding([new("a", 0)]);
        var refusal = Assert.Throws<SchemaException>(() => ReadPlan.Compile(writer, reader, binding));
        Assert.StartsWith("a", refusal.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void A_plan_is_bounded()
    {
        var fields = string.Join(',', Enumerable.Range(0, 2_100)
            .Select(i => $$"""{"name":"f{{i}}","type":["int","string"]}"""));
        var schema = RecordSchema.Parse($$"""{"type":"record","name":"R","fields":[{{fields}}]}""");
        var (binding, _) = TreeTarget.For(schema);
        var refusal = Assert.Throws<SchemaException>(() => ReadPlan.Compile(schema, schema, binding));
        Assert.Contains("4096 operations", refusal.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void An_enum_of_a_binding_that_lacks_a_symbol_is_refused()
    {
        var schema = Schema("""{"type":"enum","name":"E","symbols":["x","y"]}""");
        var binding = new RecordBinding(
            [new("a", 0)], [new("a", new Dictionary<string, int> { ["x"] = 9 })]);
        var refusal = Assert.Throws<SchemaException>(() => ReadPlan.Compile(schema, schema, binding));
        Assert.Equal("a: the binding has no value for symbol y.", refusal.Message);
    }

    [Fact]
    public void An_error_says_where_and_in_which_field()
    {
        var schema = RecordSchema.Parse(
            """
            {"type":"record","name":"R","fields":[{"name":"l","type":{"type":"array","items":
             {"type":"record","name":"I","fields":[
              {"name":"x","type":"int"},{"name":"t","type":["null","string"]}]}}}]}
            """);
        var (binding, make) = TreeTarget.For(schema);
        var target = make();
        var result = ReadPlan.Compile(schema, schema, binding)
            .Read([0xEE, 0x04, 0x02, 0x00, 0x02, 0x02, 0x04, 0x78, 0xFF, 0x00], 1, ref target);
        Assert.Equal("InvalidUtf8 at byte 5: l.t", result.ToString());
        Assert.Equal("read", default(DecodeResult).ToString());
    }

    [Theory]
    [InlineData("\"int\"", "8080808010", DecodeError.ValueOutOfRange)]
    [InlineData("\"int\"", "FFFFFFFF0F", DecodeError.None)]
    [InlineData("\"boolean\"", "02", DecodeError.ValueOutOfRange)]
    [InlineData("\"boolean\"", "8000", DecodeError.ValueOutOfRange)]
    [InlineData("""["null","boolean"]""", "0202", DecodeError.ValueOutOfRange)]
    [InlineData("""["null","boolean"]""", "800001", DecodeError.TrailingBytes)]
    [InlineData("""["null","boolean"]""", "820001", DecodeError.None)]
    [InlineData("""["null","boolean"]""", "04", DecodeError.UnreadableBranch)]
    [InlineData("""["null","boolean"]""", "01", DecodeError.UnreadableBranch)]
    [InlineData("""["long","null"]""", "02", DecodeError.None)]
    [InlineData("""["long","string","null"]""", "06", DecodeError.UnreadableBranch)]
    [InlineData("""{"type":"map","values":"int"}""", "01020278", DecodeError.CutOff)]
    [InlineData("""{"type":"map","values":"int"}""", "010602780E00", DecodeError.None)]
    [InlineData("""{"type":"map","values":"int"}""", "010802780E00", DecodeError.InvalidLength)]
    [InlineData("""{"type":"map","values":"int"}""", "010102780E00", DecodeError.InvalidLength)]
    [InlineData("""{"type":"map","values":"int"}""", "010C02780E00", DecodeError.CutOff)]
    public void A_value_of_the_wrong_form_is_an_error(string type, string hex, DecodeError expected)
    {
        foreach (var read in new[] { Read(type, type, Convert.FromHexString(hex), out _),
            Skip(type, Convert.FromHexString(hex)) })
        {
            // An int that is read past is no number to anybody.
            if (expected == DecodeError.ValueOutOfRange && type == "\"int\"" && read.IsSuccess) continue;
            Assert.Equal(expected, read.Error);
        }
    }

    private const string Dec = """{"type":"bytes","logicalType":"decimal","precision":18,"scale":4}""";

    private static string Decimal(int precision, int scale) =>
        $$"""{"type":"bytes","logicalType":"decimal","precision":{{precision}},"scale":{{scale}}}""";

    private static RecordSchema Schema(string type) =>
        RecordSchema.Parse($$"""{"type":"record","name":"R","fields":[{"name":"a","type":{{type}}}]}""");

    private static byte[] Text(string hex) => [(byte)hex.Length, .. Convert.FromHexString(hex)];

    private static byte[] Long(long value)
    {
        var output = new System.Buffers.ArrayBufferWriter<byte>();
        var writer = new Schemas.Writing.AvroWriter(output);
        writer.Long(value);
        writer.Flush();
        return output.WrittenSpan.ToArray();
    }

    private static DecodeResult Read(string writer, string reader, byte[] body, out string tree)
    {
        var (w, r) = (Schema(writer), Schema(reader));
        var (binding, make) = TreeTarget.For(r);
        var target = make();
        var result = ReadPlan.Compile(w, r, binding).Read(body, 0, ref target);
        tree = result.IsSuccess ? target.Root.ToString() : "";
        return result;
    }

    private static DecodeResult Skip(string type, byte[] body)
    {
        var target = TreeTarget.For(Schema(type)).Make();
        return ReadPlan.Compile(Schema(type), Schema(type), new RecordBinding([])).Read(body, 0, ref target);
    }
}
