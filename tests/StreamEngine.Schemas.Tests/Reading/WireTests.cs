using System.Numerics;
using CsCheck;
using StreamEngine.Schemas.Reading;

namespace StreamEngine.Schemas.Tests.Reading;

public class WireTests
{
    [Theory]
    [InlineData("00", 0)]
    [InlineData("01", -1)]
    [InlineData("02", 1)]
    [InlineData("7F", -64)]
    [InlineData("8001", 64)]
    [InlineData("8000", 0)]
    [InlineData("FEFFFFFFFFFFFFFFFF01", long.MaxValue)]
    [InlineData("FFFFFFFFFFFFFFFFFF01", long.MinValue)]
    [InlineData("80808080808080808000", 0)]
    public void A_varint_is_a_zigzag_number(string hex, long expected)
    {
        foreach (var padding in new[] { "", "00", "FFFFFFFFFFFFFFFF" })
        {
            var bytes = Convert.FromHexString(hex + padding);
            Assert.Equal(hex.Length / 2, Wire.Varint(bytes, 0, out var raw));
            Assert.Equal(expected, Wire.ZigZag(raw));
        }
    }

    [Fact]
    public void Every_number_is_read_as_it_was_written_wherever_it_stands() => Gen.Long.Sample(
        number =>
        {
            var rest = (ulong)((number << 1) ^ (number >> 63));
            var bytes = new List<byte> { 0xEE };
            for (; rest >= 0x80; rest >>= 7) bytes.Add((byte)(rest | 0x80));
            bytes.Add((byte)rest);
            var length = bytes.Count;
            foreach (var padded in new[] { bytes.ToArray(), [.. bytes, .. new byte[12]], [.. bytes, 0xFF, 0xFF, 0xFF] })
            {
                Assert.Equal(length, Wire.Varint(padded, 1, out var raw));
                Assert.Equal(number, Wire.ZigZag(raw));
            }
        },
        threads: 1);

    [Theory]
    [InlineData("", DecodeError.CutOff)]
    [InlineData("80", DecodeError.CutOff)]
    [InlineData("FFFFFFFFFFFFFFFFFF", DecodeError.CutOff)]
    [InlineData("FFFFFFFFFFFFFFFFFF02", DecodeError.InvalidVarint)]
    [InlineData("FFFFFFFFFFFFFFFFFF7F", DecodeError.InvalidVarint)]
    [InlineData("80808080808080808080", DecodeError.InvalidVarint)]
    [InlineData("8080808080808080808000", DecodeError.InvalidVarint)]
    [InlineData("FFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFF", DecodeError.InvalidVarint)]
    public void A_varint_that_is_cut_off_or_too_long_is_an_error(string hex, DecodeError expected) =>
        Assert.Equal(Wire.Fail(expected), Wire.Varint(Convert.FromHexString(hex), 0, out _));

    [Theory]
    [InlineData("06AABBCC", 3)]
    [InlineData("00", 0)]
    [InlineData("80808000", 0)]
    public void A_length_is_within_what_is_left(string hex, int expected)
    {
        Assert.True(Wire.Length(Convert.FromHexString(hex), 0, out var length) > 0);
        Assert.Equal(expected, length);
    }

    [Theory]
    [InlineData("06AABB", DecodeError.CutOff)]
    [InlineData("01", DecodeError.InvalidLength)]
    [InlineData("FFFFFFFFFFFFFFFFFF01", DecodeError.InvalidLength)]
    [InlineData("FEFFFFFFFFFFFFFFFF01", DecodeError.CutOff)]
    [InlineData("8080808020", DecodeError.CutOff)]
    [InlineData("80808080808080808080", DecodeError.InvalidVarint)]
    public void A_length_beyond_the_end_or_below_zero_is_an_error(string hex, DecodeError expected) =>
        Assert.Equal(Wire.Fail(expected), Wire.Length(Convert.FromHexString(hex), 0, out _));

    [Fact]
    public void A_length_over_the_limit_is_an_error()
    {
        var bytes = new byte[Limits.TextBytes + 10];
        // 65,536 and 65,537 as zigzag varints.
        new byte[] { 0x80, 0x80, 0x08 }.CopyTo(bytes, 0);
        Assert.Equal(3, Wire.Length(bytes, 0, out _));
        bytes[0] = 0x82;
        Assert.Equal(Wire.Fail(DecodeError.TooLarge), Wire.Length(bytes, 0, out _));
    }

    [Fact]
    public void Text_is_judged_as_a_strict_decoder_judges_it()
    {
        var strict = new System.Text.UTF8Encoding(false, throwOnInvalidBytes: true);
        Gen.OneOf(Gen.Byte[0, 127].Array[0, 100], Gen.Byte.Array[0, 20],
            Gen.String.Select(s => System.Text.Encoding.UTF8.GetBytes(s)))
            .Select(Gen.Int[0, 99], Gen.Byte, (bytes, at, b) =>
            {
                if (at < bytes.Length) bytes[at] = b;
                return bytes;
            })
            .Sample(
                bytes =>
                {
                    var isValid = true;
                    try
                    {
                        strict.GetCharCount(bytes);
                    }
                    catch (System.Text.DecoderFallbackException)
                    {
                        isValid = false;
                    }
                    Assert.Equal(isValid, Wire.IsUtf8(bytes));
                },
                iter: 20_000,
                threads: 1);
    }

    [Fact]
    public void A_decimal_is_exact_at_the_scale_of_the_reader_or_an_error()
    {
        var rules = Gen.Select(Gen.Int[0, 18], Gen.Int[-18, 18]);
        Gen.Select(Gen.Byte.Array[0, 20], rules).Sample(
            (bytes, rule) =>
            {
                var (precision, shift) = rule;
                var max = (long)BigInteger.Pow(10, precision) - 1;
                var value = new BigInteger(bytes, isUnsigned: false, isBigEndian: true);
                var (multiplier, divisor) =
                    (BigInteger.Pow(10, Math.Max(shift, 0)), BigInteger.Pow(10, Math.Max(-shift, 0)));
                var isExact = bytes.Length > 0 && value % divisor == 0;
                var expected = value * multiplier / divisor;
                var fits = isExact && BigInteger.Abs(expected) <= max;
                var read = Wire.TryDecimal(
                    bytes, new DecimalRule((long)multiplier, (long)divisor, max), out var actual);
                Assert.Equal(fits, read);
                if (fits) Assert.Equal((long)expected, actual);
            },
            iter: 20_000,
            threads: 1);
    }
}
