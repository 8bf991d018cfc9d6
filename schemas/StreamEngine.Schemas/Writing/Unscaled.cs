namespace StreamEngine.Schemas.Writing;

/// <summary>Amounts as whole numbers of their smallest unit.</summary>
public static class Unscaled
{
    /// <summary>
    /// The amount times 10^scale, rounded half-even. False: more digits than the precision. Precision at most 28.
    /// </summary>
    public static bool TryMake(decimal value, int precision, int scale, out Int128 unscaled)
    {
        var rounded = decimal.Round(value, Math.Min(scale, 28), MidpointRounding.ToEven);
        Span<int> bits = stackalloc int[4];
        decimal.GetBits(rounded, bits);
        var magnitude = ((UInt128)(uint)bits[2] << 64) | ((UInt128)(uint)bits[1] << 32) | (uint)bits[0];
        var shift = scale - rounded.Scale;
        unscaled = 0;
        if (magnitude >= Power(precision - shift)) return magnitude == 0;
        unscaled = (Int128)(magnitude * Power(shift));
        if (rounded < 0) unscaled = -unscaled;
        return true;
    }

    private static UInt128 Power(int exponent)
    {
        UInt128 power = 1;
        for (; exponent > 0; exponent--) power *= 10;
        return power;
    }
}
