using StreamEngine.Schemas.Framing;
using StreamEngine.Schemas.Model;

namespace StreamEngine.Schemas.Tests.Framing;

public class MessageHeaderTests
{
    [Fact]
    public void Single_object_encoding_has_the_fingerprint_in_little_endian()
    {
        var header = MessageHeader.Read(Convert.FromHexString("C301EFCDAB896745230155"));
        Assert.Equal(new MessageHeader(MessageFormat.SingleObject, 0x0123456789ABCDEF, 10), header);
    }

    [Fact]
    public void Confluent_wire_format_has_the_id_in_big_endian()
    {
        var header = MessageHeader.Read(Convert.FromHexString("000102030455"));
        Assert.Equal(new MessageHeader(MessageFormat.Registry, 0x01020304, 5), header);
    }

    [Theory]
    [InlineData("")]
    [InlineData("C3")]
    [InlineData("C301EFCDAB89674523")]
    [InlineData("C302EFCDAB896745230155")]
    [InlineData("00010203")]
    [InlineData("0100000001")]
    [InlineData("7B226576656E744964223A317D")]
    public void Anything_else_has_no_header(string hex) =>
        Assert.Equal(MessageFormat.Unknown, MessageHeader.Read(Convert.FromHexString(hex)).Format);

    [Fact]
    public void A_header_is_read_as_it_was_written()
    {
        foreach (var header in new[]
        {
            MessageHeader.SingleObject(ShopSchemas.Kpi), MessageHeader.Registry(0),
            MessageHeader.Registry(int.MaxValue),
            MessageHeader.Registry(-1),
        })
        {
            var bytes = new byte[header.Length];
            header.Write(bytes);
            Assert.Equal(header, MessageHeader.Read(bytes));
        }
        Assert.Throws<InvalidOperationException>(() => default(MessageHeader).Write(new byte[10]));
    }
}
