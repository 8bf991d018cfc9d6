using System.Globalization;

namespace StreamEngine.Load.Shop;

/// <summary>
/// One person, wholly a function of the seed, the market and a number: nothing about people is kept between visits.
/// </summary>
internal sealed class Person
{
    private readonly ulong _traits;

    public Person(ulong seed, int market, int number, ulong anonymousThreshold)
    {
        Market = Market.All[market];
        _traits = SeededRandom.Mix(SeededRandom.Mix(seed ^ ((ulong)market << 56)) ^ (ulong)number);
        var known = _traits >= anonymousThreshold;
        if (known) CustomerId = string.Create(CultureInfo.InvariantCulture, $"{Market.Country}-{number:d7}");
        AnonymousId = Device(0);
    }

    public Market Market { get; }

    /// <summary>The id in the shop's books; null for people who never say who they are.</summary>
    public string? CustomerId { get; }

    /// <summary>The cookie of the first device.</summary>
    public string AnonymousId { get; }

    /// <summary>A declared robot: its user agent says so.</summary>
    public bool IsBot => Trait(1, 1000) < 3;

    /// <summary>A scraper that pretends to be a browser.</summary>
    public bool IsScraper => Trait(2, 10_000) < 2;

    /// <summary>Came to buy; the others look around.</summary>
    public bool IsShopper => Trait(3, 100) < 30;

    public bool UsesApp => Trait(4, 100) < 20;

    /// <summary>The shop's pages give this person's carts an id; otherwise the cart is the implicit one.</summary>
    public bool HasCartIds => Trait(5, 100) < 60;

    public bool AgreesToMarketing => Trait(6, 100) < 65;

    public string UserAgent => IsBot ? UserAgents.Bots[Trait(7, UserAgents.Bots.Length)]
        : UsesApp ? UserAgents.Apps[Trait(7, UserAgents.Apps.Length)]
        : UserAgents.Browsers[Trait(7, UserAgents.Browsers.Length)];

    /// <summary>The cookie of one of the person's devices.</summary>
    public string Device(int device) =>
        string.Create(CultureInfo.InvariantCulture, $"a-{SeededRandom.Mix(_traits + (ulong)device):x16}");

    private int Trait(uint which, int choices) =>
        (int)Math.BigMul(SeededRandom.Mix(_traits ^ ((ulong)which << 32)), (ulong)choices, out _);
}
