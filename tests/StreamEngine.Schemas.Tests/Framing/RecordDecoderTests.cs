using StreamEngine.Schemas.Framing;
using StreamEngine.Schemas.Model;
using StreamEngine.Schemas.Reading;

namespace StreamEngine.Schemas.Tests.Framing;

public class RecordDecoderTests
{
    private static readonly RecordSchema Reader = Schema("""{"name":"a","type":"long"}""");
    private readonly FakeRegistry _registry = new();
    private readonly WriterSchemas _writers;
    private readonly RecordDecoder _decoder;
    private readonly Func<TreeTarget> _make;

    public RecordDecoderTests()
    {
        _writers = new WriterSchemas(_registry);
        var (binding, make) = TreeTarget.For(Reader);
        (_decoder, _make) = (new RecordDecoder(Reader, binding, _writers), make);
    }

    [Fact]
    public void A_registered_schema_is_found_by_its_fingerprint()
    {
        var writer = Schema("""{"name":"b","type":"string"},{"name":"a","type":"int"}""");
        var message = Message(MessageHeader.SingleObject(writer), 0x02, 0x78, 0x0E);
        Assert.Equal(DecodeError.UnknownSchema, Decode(message, out _).Error);
        _writers.Register(writer);
        Assert.True(Decode(message, out var tree).IsSuccess);
        Assert.Equal("a=7\n", tree);
        _writers.Register(RecordSchema.Parse(writer.Json));
    }

    [Fact]
    public void A_schema_that_its_fingerprint_does_not_tell_from_another_is_refused()
    {
        static RecordSchema Decimal(int scale) => Schema(
            $$$"""{"name":"d","type":{"type":"bytes","logicalType":"decimal","precision":18,"scale":{{{scale}}}}}""");
        Assert.Equal(Decimal(4).Fingerprint, Decimal(2).Fingerprint);
        _writers.Register(Decimal(4));
        _writers.Register(Decimal(4));
        var refusal = Assert.Throws<SchemaException>(() => _writers.Register(Decimal(2)));
        Assert.Contains("one fingerprint", refusal.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void A_schema_of_the_registry_is_asked_for_once()
    {
        _registry.Schemas[1] = Reader.Json;
        for (var i = 0; i < 3; i++) Assert.True(Decode(Message(MessageHeader.Registry(1), 0x0E), out _).IsSuccess);
        Assert.Equal(1, _registry.Calls);
        var (binding, _) = TreeTarget.For(Reader);
        var target = _make();
        Assert.True(new RecordDecoder(Reader, binding, _writers)
            .Decode<TreeTarget>(Message(MessageHeader.Registry(1), 0x0E), ref target).IsSuccess);
        Assert.Equal(1, _registry.Calls);
    }

    [Fact]
    public void An_unknown_id_is_asked_for_once_until_it_is_forgotten()
    {
        var message = Message(MessageHeader.Registry(7), 0x0E);
        for (var i = 0; i < 3; i++) Assert.Equal(DecodeError.UnknownSchema, Decode(message, out _).Error);
        Assert.Equal(1, _registry.Calls);
        _registry.Schemas[7] = Reader.Json;
        Assert.Equal(DecodeError.UnknownSchema, Decode(message, out _).Error);
        _writers.ForgetUnknown();
        Assert.True(Decode(message, out _).IsSuccess);
        Assert.Equal(2, _registry.Calls);
    }

    [Fact]
    public void An_unavailable_registry_is_no_verdict_on_the_message()
    {
        _registry.Schemas[7] = Reader.Json;
        _registry.IsDown = true;
        var message = Message(MessageHeader.Registry(7), 0x0E);
        Assert.Equal(DecodeError.SchemaUnavailable, Decode(message, out _).Error);
        _registry.IsDown = false;
        Assert.True(Decode(message, out _).IsSuccess);
    }

    [Fact]
    public void So_many_unknown_ids_stop_the_asking()
    {
        for (var id = 0; id < Limits.UnknownSchemas + 500; id++)
            Assert.Equal(
                DecodeError.UnknownSchema, Decode(Message(MessageHeader.Registry(1_000 + id), 0x0E), out _).Error);
        Assert.Equal(Limits.UnknownSchemas, _registry.Calls);
    }

    [Fact]
    public void A_schema_that_does_not_fit_is_refused_with_the_reason()
    {
        _registry.Schemas[7] = Schema("""{"name":"a","type":"string"}""").Json;
        _registry.Schemas[8] = "{ no schema";
        for (var i = 0; i < 2; i++)
        {
            var result = Decode(Message(MessageHeader.Registry(7), 0x02, 0x78), out _);
            Assert.Equal(DecodeError.IncompatibleSchema, result.Error);
            Assert.Equal("a: the writer's string cannot be read as long.", result.Detail);
            result = Decode(Message(MessageHeader.Registry(8), 0x0E), out _);
            Assert.Equal(DecodeError.IncompatibleSchema, result.Error);
            Assert.StartsWith("Not an Avro schema: ", result.Detail, StringComparison.Ordinal);
        }
        Assert.Equal(2, _registry.Calls);
    }

    [Fact]
    public void Many_writers_are_read_with_bounded_memory()
    {
        for (var round = 0; round < 2; round++)
        {
            for (var id = 0; id < Limits.WriterSchemas + 10; id++)
            {
                _registry.Schemas[id] = Reader.Json;
                Assert.True(Decode(Message(MessageHeader.Registry(id), 0x0E), out _).IsSuccess);
            }
        }
        for (var i = 0; i < Limits.WriterSchemas - ShopSchemas.All.Count; i++)
            _writers.Register(Schema($$"""{"name":"f{{i}}","type":"long"}"""));
        Assert.Throws<SchemaException>(() => _writers.Register(Schema("""{"name":"last","type":"long"}""")));
    }

    [Fact]
    public void Without_a_registry_every_id_is_unknown()
    {
        var (binding, make) = TreeTarget.For(Reader);
        var target = make();
        var result = new RecordDecoder(Reader, binding, new WriterSchemas())
            .Decode<TreeTarget>(Message(MessageHeader.Registry(1), 0x0E), ref target);
        Assert.Equal(DecodeError.UnknownSchema, result.Error);
        Assert.Equal("UnknownSchema at byte 0", result.ToString());
    }

    [Fact]
    public void Neither_header_is_an_error() =>
        Assert.Equal(DecodeError.UnknownFormat, Decode("{\"a\":7}"u8.ToArray(), out _).Error);

    private static RecordSchema Schema(string fields) =>
        RecordSchema.Parse($$"""{"type":"record","name":"R","fields":[{{fields}}]}""");

    private static byte[] Message(MessageHeader header, params byte[] body)
    {
        var message = new byte[header.Length + body.Length];
        header.Write(message);
        body.CopyTo(message, header.Length);
        return message;
    }

    private DecodeResult Decode(byte[] message, out string tree)
    {
        var target = _make();
        var result = _decoder.Decode(message, ref target);
        tree = target.Root.ToString();
        return result;
    }
}
