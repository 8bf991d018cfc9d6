using System.Buffers;
using System.Numerics;
using Avro.IO;
using CsCheck;
using StreamEngine.Schemas.Writing;

namespace StreamEngine.Schemas.Tests.Writing;

public class AvroWriterTests
{
    [Fact]
    public void Numbers_and_texts_are_written_as_Apache_Avro_writes_them() =>
        Gen.Select(Gen.Long, Gen.String, Gen.Byte.Array[0, 300], Gen.Bool).Sample(
            (number, text, bytes, flag) =>
            {
                // Apache.Avro writes lone surrogates as U+FFFD as well.
                using var stream = new MemoryStream();
                var other = new BinaryEncoder(stream);
                other.WriteLong(number);
                other.WriteString(text);
                other.WriteBytes(bytes);
                other.WriteBoolean(flag);
                other.WriteLong(number >> 40);
                var output = new TinyBuffer();
                var writer = new AvroWriter(output);
                writer.Long(number);
                writer.Text(text);
                writer.Bytes(bytes);
                writer.Boolean(flag);
                writer.Enum((int)(number >> 40));
                writer.Flush();
                Assert.Equal(stream.ToArray(), output.Bytes.ToArray());
            },
            iter: 1_000,
            threads: 1);

    [Fact]
    public void A_decimal_is_written_in_the_fewest_bytes() =>
        Gen.OneOf(Gen.Long.Select(l => (Int128)l), Gen.Int[-300, 300].Select(i => (Int128)i),
            Gen.Select(Gen.Long, Gen.Long).Select((a, b) => (Int128)a * b))
            .Sample(
                unscaled =>
                {
                    var output = new TinyBuffer();
                    var writer = new AvroWriter(output);
                    writer.Decimal(unscaled);
                    writer.Flush();
                    var expected = ((BigInteger)unscaled).ToByteArray(isUnsigned: false, isBigEndian: true);
                    Assert.Equal([(byte)(expected.Length * 2), .. expected], output.Bytes.ToArray());
                },
                iter: 5_000,
                threads: 1);

    [Theory]
    [InlineData("12.34565", 18, 4, 123456)]
    [InlineData("12.34575", 18, 4, 123458)]
    [InlineData("-12.34565", 18, 4, -123456)]
    [InlineData("0.00005", 18, 4, 0)]
    [InlineData("0.00015", 18, 4, 2)]
    [InlineData("5", 18, 4, 50000)]
    [InlineData("99999999999999.9999", 18, 4, 999999999999999999)]
    [InlineData("-99999999999999.9999", 18, 4, -999999999999999999)]
    [InlineData("0.0000000000000000000000000001", 28, 6, 0)]
    [InlineData("-0", 18, 4, 0)]
    [InlineData("999", 3, 0, 999)]
    public void An_amount_is_rounded_half_even_to_the_scale(string value, int precision, int scale, long expected)
    {
        var amount = decimal.Parse(value, System.Globalization.CultureInfo.InvariantCulture);
        Assert.True(Unscaled.TryMake(amount, precision, scale, out var unscaled));
        Assert.Equal(expected, unscaled);
    }

    [Theory]
    [InlineData("99999999999999.99995", 18, 4)]
    [InlineData("100000000000000", 18, 4)]
    [InlineData("-100000000000000", 18, 4)]
    [InlineData("79228162514264337593543950335", 18, 4)]
    [InlineData("79228162514264337593543950335", 28, 0)]
    [InlineData("10000000000000000000000", 28, 6)]
    [InlineData("1000", 3, 0)]
    [InlineData("1", 4, 4)]
    public void An_amount_of_too_many_digits_is_none(string value, int precision, int scale)
    {
        var amount = decimal.Parse(value, System.Globalization.CultureInfo.InvariantCulture);
        Assert.False(Unscaled.TryMake(amount, precision, scale, out _));
        var output = new TinyBuffer();
        var writer = new AvroWriter(output);
        Assert.False(writer.TryDecimal(amount, precision, scale));
        writer.Flush();
        Assert.Empty(output.Bytes);
    }

    [Fact]
    public void Any_amount_has_the_digits_that_exact_arithmetic_gives() => Gen.Decimal.Sample(
        amount =>
        {
            var rounded = decimal.Round(amount, 4, MidpointRounding.ToEven);
            var whole = (BigInteger)decimal.Truncate(rounded);
            var expected = (whole * 10_000) + (BigInteger)((rounded - decimal.Truncate(rounded)) * 10_000);
            var fits = BigInteger.Abs(expected) < BigInteger.Pow(10, 18);
            Assert.Equal(fits, Unscaled.TryMake(amount, 18, 4, out var unscaled));
            if (fits) Assert.Equal(expected, (BigInteger)unscaled);
        },
        iter: 5_000,
        threads: 1);

    [Fact]
    public void A_text_with_a_lone_surrogate_or_too_long_is_refused()
    {
        var writer = new AvroWriter(new TinyBuffer());
        Assert.False(writer.TryText("a\ud800", 100));
        Assert.False(writer.TryText("aaa", 2));
        Assert.True(writer.TryText("aaa", 3));
        Assert.True(writer.TryText("", 0));
    }

    [Fact]
    public void Items_are_one_block_and_an_end()
    {
        var output = new TinyBuffer();
        var writer = new AvroWriter(output);
        writer.BeginItems(0);
        writer.EndItems();
        writer.BeginItems(2);
        writer.Union(1);
        writer.Union(0);
        writer.EndItems();
        writer.Flush();
        Assert.Equal("00040200" + "00", Convert.ToHexString([.. output.Bytes]));
    }

    /// <summary>Gives never more room than asked for, so that every boundary is met.</summary>
    private sealed class TinyBuffer : IBufferWriter<byte>
    {
        private byte[] _room = [];

        internal List<byte> Bytes { get; } = [];

        public void Advance(int count) => Bytes.AddRange(_room.AsSpan(0, count));

        public Memory<byte> GetMemory(int sizeHint = 0) => _room = new byte[sizeHint];

        public Span<byte> GetSpan(int sizeHint = 0) => GetMemory(sizeHint).Span;
    }
}
