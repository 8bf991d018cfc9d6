using Newtonsoft.Json.Linq;
using StreamEngine.Schemas.Events;
using StreamEngine.Schemas.Framing;
using StreamEngine.Schemas.Model;

namespace StreamEngine.Schemas.Tests.Events;

/// <summary>Events written with earlier, later and foreign versions of the input schemas.</summary>
public class EventVersionTests
{
    [Fact]
    public void A_writer_that_knows_only_the_required_fields_is_read_with_defaults()
    {
        foreach (var topic in Enum.GetValues<EventTopic>())
        {
            var writer = Change(topic, json => Keep(json, "eventId", "type", "eventTime"));
            var data = Read(topic, writer, "0265" + "02" + "04");
            var expected = new EventData
            {
                Topic = topic, EventId = "e", EventTime = 2, Type = EventGen.TypesOf(topic)[1], Channel = Channel.Other,
            };
            Assert.Equal(EventText.Of(expected), EventText.Of(data));
        }
    }

    [Fact]
    public void A_type_of_a_later_version_is_unknown()
    {
        var writer = Change(EventTopic.Carts, json =>
        {
            Keep(json, "eventId", "type", "eventTime", "channel");
            Symbols(json, "type", "giftWrapped", "add");
            Symbols(json, "channel", "metaverse", "app");
        });
        var data = Read(EventTopic.Carts, writer, "0265" + "00" + "04" + "00");
        Assert.Equal((EventType.Unknown, Channel.Other), (data.Type, data.Channel));
        data = Read(EventTopic.Carts, writer, "0265" + "02" + "04" + "02");
        Assert.Equal((EventType.Add, Channel.App), (data.Type, data.Channel));
    }

    [Fact]
    public void New_fields_of_any_type_are_read_past()
    {
        var writer = Change(EventTopic.Clickstream, json =>
        {
            Keep(json, "eventId", "type", "eventTime");
            ((JArray)json["fields"]!).Insert(1, JObject.Parse(
                """
                {"name":"experiments","type":{"type":"map",
                 "values":["null","double",{"type":"array","items":"string"}]}}
                """));
        });
        var data = Read(
            EventTopic.Clickstream, writer,
            "0265" + "06" + "026100" + "026202" + "000000000000F03F" + "026304" + "02027800" + "00" + "04" + "04");
        Assert.Equal((EventType.ProductView, 2L), (data.Type, data.EventTime));
    }

    [Fact]
    public void Another_order_an_int_for_a_long_and_a_field_that_is_not_nullable_are_read()
    {
        var writer = Change(EventTopic.Clickstream, json =>
        {
            Keep(json, "eventId", "type", "eventTime");
            var fields = (JArray)json["fields"]!;
            fields.Insert(0, JObject.Parse("""{"name":"dwellMs","type":"int"}"""));
            fields.Insert(0, JObject.Parse("""{"name":"customerId","type":"string"}"""));
            Field(json, "eventTime")["type"]!["logicalType"] = "timestamp-micros";
        });
        var data = Read(EventTopic.Clickstream, writer, "0263" + "0E" + "0265" + "04" + "F02E");
        Assert.Equal(("c", 7L, "e", 3L), (data.CustomerId, data.DwellMs, data.EventId, data.EventTime));
    }

    [Fact]
    public void A_writer_without_an_event_time_is_refused_by_name()
    {
        var writer = Change(EventTopic.Orders, json => Keep(json, "eventId", "type"));
        var writers = new WriterSchemas();
        writers.Register(writer);
        var result = new EventDataReader(writers).Read(EventTopic.Orders, Message(writer, "026502"), new EventData());
        Assert.Equal(
            "IncompatibleSchema at byte 0: eventTime: the writer has no such field and the reader no default for it.",
            result.ToString());
    }

    [Fact]
    public void A_record_of_another_topic_is_refused_by_name()
    {
        var output = new System.Buffers.ArrayBufferWriter<byte>();
        new EventEncoder().Encode(new EventData { Topic = EventTopic.Orders, Type = EventType.Placed }, output);
        var result = new EventDataReader(new WriterSchemas())
            .Read(EventTopic.Carts, output.WrittenSpan, new EventData());
        Assert.Equal(
            "the writer's record streamengine.OrderEvent cannot be read as record streamengine.CartEvent.",
            result.Detail);
    }

    private static EventData Read(EventTopic topic, RecordSchema writer, string hex)
    {
        var writers = new WriterSchemas();
        writers.Register(writer);
        var data = new EventData();
        var result = new EventDataReader(writers).Read(topic, Message(writer, hex), data);
        Assert.True(result.IsSuccess, result.ToString());
        return data;
    }

    private static byte[] Message(RecordSchema writer, string hex)
    {
        var message = new byte[MessageHeader.SingleObjectBytes];
        MessageHeader.SingleObject(writer).Write(message);
        return [.. message, .. Convert.FromHexString(hex)];
    }

    private static RecordSchema Change(EventTopic topic, Action<JObject> change)
    {
        var json = JObject.Parse(ShopSchemas.Of(topic).Json);
        change(json);
        return RecordSchema.Parse(json.ToString());
    }

    private static void Keep(JObject json, params string[] names) =>
        json["fields"] = new JArray(json["fields"]!.Where(f => names.Contains((string)f["name"]!)));

    private static void Symbols(JObject json, string field, params string[] symbols)
    {
        var type = Field(json, field)["type"]!;
        (type["symbols"], type["default"]) = (new JArray(symbols), symbols[0]);
    }

    private static JObject Field(JObject json, string name) =>
        (JObject)json["fields"]!.Single(f => (string)f["name"]! == name);
}
