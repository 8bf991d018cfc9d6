namespace StreamEngine.Load.Shop;

/// <summary>
/// A country that the shop sells to: its share of the visits, the clock people live by, and its money.
/// The offset is that of standard time; the generator knows no daylight saving.
/// </summary>
internal sealed record Market(
    string Country, int Weight, int UtcOffsetHours, string TimeZone, string Locale,
    string Currency, int PricePercent, int TaxPercent, byte MoneyDecimals = 2)
{
    public static readonly Market[] All =
    [
        new("DE", 28, 1, "Europe/Berlin", "de-DE", "EUR", 100, 19),
        new("GB", 14, 0, "Europe/London", "en-GB", "GBP", 88, 20),
        new("FR", 9, 1, "Europe/Paris", "fr-FR", "EUR", 102, 20),
        new("NL", 6, 1, "Europe/Amsterdam", "nl-NL", "EUR", 100, 21),
        new("AT", 5, 1, "Europe/Vienna", "de-AT", "EUR", 101, 20),
        new("IT", 5, 1, "Europe/Rome", "it-IT", "EUR", 98, 22),
        new("ES", 5, 1, "Europe/Madrid", "es-ES", "EUR", 96, 21),
        new("CH", 4, 1, "Europe/Zurich", "de-CH", "CHF", 115, 8),
        new("PL", 4, 1, "Europe/Warsaw", "pl-PL", "PLN", 430, 23),
        new("SE", 3, 1, "Europe/Stockholm", "sv-SE", "SEK", 1130, 25),
        new("US", 10, -5, "America/New_York", "en-US", "USD", 110, 0),
        new("CA", 2, -5, "America/Toronto", "en-CA", "CAD", 150, 5),
        new("BR", 2, -3, "America/Sao_Paulo", "pt-BR", "BRL", 590, 17),
        new("JP", 2, 9, "Asia/Tokyo", "ja-JP", "JPY", 16_500, 10, 0),
        new("AU", 1, 10, "Australia/Sydney", "en-AU", "AUD", 165, 10),
    ];

    /// <summary>A price of the catalogue, in euro cents, in this market's money.</summary>
    public decimal Price(int euroCents)
    {
        var local = (long)euroCents * PricePercent / 100;
        if (MoneyDecimals == 0) local /= 100;
        return new decimal((int)(local & 0xFFFF_FFFF), (int)(local >> 32), 0, isNegative: false, MoneyDecimals);
    }

    /// <summary>The amount with the decimals that this market's money has.</summary>
    public decimal Round(decimal amount) => decimal.Round(amount, MoneyDecimals, MidpointRounding.ToEven);
}
