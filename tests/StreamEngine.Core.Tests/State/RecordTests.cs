using System.Text;
using StreamEngine.Core.Hashing;
using StreamEngine.Core.State;

namespace StreamEngine.Core.Tests.State;

/// <summary>Fields of records of state: what is written is read; what cannot have been written is refused.</summary>
public sealed class RecordTests
{
    [Fact]
    public void What_is_written_is_read()
    {
        var writer = new RecordWriter { Origin = 1_000_000 };
        writer.Byte(7);
        writer.Number(300);
        writer.Number(ulong.MaxValue);
        writer.Signed(-5);
        writer.Time(999_999);
        writer.Time(long.MaxValue);
        writer.Fixed(0x0102_0304_0506_0708);
        writer.Hash(new Hash128(1, ulong.MaxValue));
        writer.Text("");
        writer.Text("Käse");
        writer.Bytes([1, 2]);

        var reader = new RecordReader(writer.Written) { Origin = 1_000_000 };
        Assert.Equal(7, reader.Byte());
        Assert.Equal(300, reader.Number());
        Assert.Equal(ulong.MaxValue, reader.Unsigned());
        Assert.Equal(-5, reader.Signed());
        Assert.Equal(999_999, reader.Time());
        Assert.Equal(long.MaxValue, reader.Time());
        Assert.Equal(0x0102_0304_0506_0708UL, reader.Fixed());
        Assert.Equal(new Hash128(1, ulong.MaxValue), reader.Hash());
        Assert.Equal("", Encoding.UTF8.GetString(reader.Bytes()));
        Assert.Equal("Käse", Encoding.UTF8.GetString(reader.Bytes()));
        Assert.Equal([1, 2], reader.Bytes().ToArray());
        reader.End();
    }

    [Theory]
    [InlineData("0"), InlineData("0.00"), InlineData("1.10"), InlineData("-1.1"), InlineData("19.99")]
    [InlineData("79228162514264337593543950335"), InlineData("-0.0000000000000000000000000001")]
    public void An_amount_keeps_its_number_of_decimals(string text)
    {
        var amount = decimal.Parse(text, System.Globalization.CultureInfo.InvariantCulture);
        var writer = new RecordWriter();
        writer.Amount(amount);
        var reader = new RecordReader(writer.Written);
        Assert.Equal(decimal.GetBits(amount), decimal.GetBits(reader.Amount()));
        reader.End();
    }

    [Fact]
    public void A_text_that_occurred_before_takes_three_bytes()
    {
        var writer = new RecordWriter();
        writer.Text("SKU-12345");
        var once = writer.Written.Length;
        for (var i = 0; i < 3; i++) writer.Text("SKU-12345");
        writer.Text("SKU");
        Assert.Equal(once + (3 * 2) + 4, writer.Written.Length);

        var reader = new RecordReader(writer.Written);
        for (var i = 0; i < 4; i++) Assert.Equal("SKU-12345", Encoding.UTF8.GetString(reader.Bytes()));
        Assert.Equal("SKU", Encoding.UTF8.GetString(reader.Bytes()));
        reader.End();
    }

    [Theory]
    [InlineData(0x09, 0x05), InlineData(0x09, 0x00), InlineData(0xff, 0x01), InlineData(0x7e, 0x00)]
    public void A_text_that_cannot_have_been_written_is_refused(byte first, byte second)
    {
        byte[] bytes = [first, second];
        Assert.Throws<StateFormatException>(() => { new RecordReader(bytes).Bytes(); });
    }

    [Fact]
    public void A_count_of_more_entries_than_there_are_bytes_is_refused()
    {
        byte[] bytes = [4, 0, 0, 0];
        Assert.Throws<StateFormatException>(() => { new RecordReader(bytes).Count(); });
        bytes[0] = 3;
        Assert.Equal(3, new RecordReader(bytes).Count());
    }

    [Fact]
    public void Bytes_that_are_left_are_refused()
    {
        byte[] bytes = [1, 2];
        Assert.Throws<StateFormatException>(() =>
        {
            var reader = new RecordReader(bytes);
            reader.Byte();
            reader.End();
        });
    }

    [Fact]
    public void A_record_of_an_older_version_is_brought_up_step_by_step()
    {
        var versions = new StateVersions("tests", 3, new Dictionary<byte, StateUpcaster>
        {
            [1] = older => [2, .. older[1..], 20],
            [2] = older => [3, .. older[1..], 30],
        });
        Assert.Equal([3, 10, 20, 30], versions.BringUp([1, 10]).ToArray());
        Assert.Equal([3, 10, 30], versions.BringUp([2, 10]).ToArray());
        Assert.Equal([3, 10], versions.BringUp([3, 10]).ToArray());
    }

    [Theory]
    [InlineData(0), InlineData(4), InlineData(255)]
    public void A_record_of_an_unknown_version_is_refused(byte version)
    {
        var versions = new StateVersions("tests", 3);
        var refused = Assert.Throws<StateFormatException>(() => { versions.BringUp([version, 1]); });
        Assert.Contains($"version {version}", refused.Message, StringComparison.Ordinal);
        Assert.Throws<StateFormatException>(() => { versions.BringUp([]); });
    }

    [Fact]
    public void An_upcaster_that_does_not_bring_up_is_refused()
    {
        var versions = new StateVersions("tests", 3, new Dictionary<byte, StateUpcaster> { [1] = older => [1] });
        Assert.Throws<StateFormatException>(() => { versions.BringUp([1]); });
    }
}
