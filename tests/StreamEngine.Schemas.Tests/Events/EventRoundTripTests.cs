using System.Buffers;
using CsCheck;
using StreamEngine.Schemas.Events;
using StreamEngine.Schemas.Framing;

namespace StreamEngine.Schemas.Tests.Events;

public class EventRoundTripTests
{
    [Fact]
    public void What_is_encoded_is_read_back_equal()
    {
        var encoder = new EventEncoder();
        var registry = EventEncoder.ForRegistry(topic => 100 + (int)topic);
        var reader = new EventDataReader(new WriterSchemas(new FakeRegistry()));
        EventGen.Any.Sample(
            data =>
            {
                foreach (var each in new[] { encoder, registry })
                {
                    var output = new ArrayBufferWriter<byte>();
                    Assert.True(each.Encode(data, output).IsSuccess);
                    var back = new EventData();
                    var result = reader.Read(data.Topic, output.WrittenSpan, back);
                    Assert.True(result.IsSuccess, result.ToString());
                    Assert.Equal(EventText.Of(data), EventText.Of(back));
                }
            },
            iter: 2_000,
            threads: 1);
    }
}
