using StreamEngine.Oracle.Policy;

namespace StreamEngine.Oracle.Generation;

/// <summary>Policies whose durations meet those that <see cref="RandomShop"/> aims at.</summary>
internal static class RandomPolicy
{
    public static OraclePolicy Make(SplitMix random, ShopOptions options)
    {
        var small = options.SmallLimits && random.Chance(40);
        var smallCap = small && !options.OrderFree;
        return new OraclePolicy
        {
            Version = random.Pick("1", "2024-03"),
            TimeZone = random.Pick("UTC", "UTC", "Europe/Berlin", "America/New_York", "Asia/Kolkata"),
            Currency = random.Pick("EUR", "USD"),
            Session = new SessionPolicy { Cap = smallCap ? TimeSpan.FromMinutes(90) : TimeSpan.FromHours(24) },
            Abandonment = Abandonment(random, options),
            Governance = Governance(random, options),
            Bots = small ? new BotPolicy { MaxEvents = 6, CappedSessions = 2 } : new BotPolicy(),
        };
    }

    private static AbandonmentPolicy Abandonment(SplitMix random, ShopOptions options)
    {
        var cart = random.Chance(90);
        var checkout = random.Chance(80);
        var browse = random.Chance(60);
        return new AbandonmentPolicy
        {
            Cart = new KindPolicy(cart, random.Chance(50) ? [Minutes(60)] : [Minutes(60), Hours(24), Hours(72)]),
            Checkout = new KindPolicy(checkout, random.Chance(70) ? [Minutes(30)] : [Minutes(30), Hours(24)]),
            Browse = new KindPolicy(browse, random.Chance(70) ? [Minutes(60)] : [Minutes(60), Hours(25)]),
            MinProductViews = random.Pick(2, 2, 1),
            CartExpiry = random.Pick(TimeSpan.FromDays(30), TimeSpan.FromDays(30), Hours(48)),
            RecoveryWindow = random.Pick(TimeSpan.FromDays(7), Hours(24)),
        };
    }

    private static GovernancePolicy Governance(SplitMix random, ShopOptions options) => new()
    {
        ConsentAssumed = !options.Consents || random.Chance(60),
        SoftOptInCountries = random.Chance(40) ? ["DE", "AT"] : [],
        FrequencyCap = options.OrderFree ? null : random.Pick<int?>(1, 1, 2, null),
        FrequencyWindow = random.Pick(Hours(24), Hours(24), Hours(3)),
        MoreSignificantWindow = options.OrderFree ? null : random.Pick<TimeSpan?>(Hours(24), Hours(24), Hours(2), null),
        MinimumValue = random.Chance(20) ? 15 : null,
        NegativeExperience = random.Chance(25),
        QuietHours = options.QuietHours && random.Chance(35)
            ? random.Pick(Quiet("22:00", "08:00"), Quiet("12:00", "14:30"), Quiet("02:30", "02:00"),
                Quiet("00:00", "06:00"))
            : null,
    };

    private static QuietHoursPolicy Quiet(string start, string end) => new(
        TimeOnly.ParseExact(start, "HH:mm", System.Globalization.CultureInfo.InvariantCulture),
        TimeOnly.ParseExact(end, "HH:mm", System.Globalization.CultureInfo.InvariantCulture));

    private static TimeSpan Minutes(int minutes) => TimeSpan.FromMinutes(minutes);

    private static TimeSpan Hours(int hours) => TimeSpan.FromHours(hours);
}
