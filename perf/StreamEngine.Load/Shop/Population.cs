namespace StreamEngine.Load.Shop;

/// <summary>
/// Who visits: mostly people never seen before, as long as there are any; else regulars, who are few and come often, or
/// somebody seen not long ago. Keeps one number a market, whatever the number of people.
/// </summary>
internal sealed class Population(ShopOptions options, double visitsExpected)
{
    private const double NewShareMax = 0.8;
    private const int RecentAtLeast = 200;

    private readonly int[] _seen = new int[Market.All.Length];
    private readonly ulong _new = SeededRandom.Threshold(
        options.NewPeopleFirst ? NewShareMax : Math.Min(NewShareMax, options.Customers / visitsExpected));
    private readonly ulong _anonymous = SeededRandom.Threshold(options.Anonymous);
    private int _total;

    /// <summary>Draws the visitor; <paramref name="isNew"/> says whether they were never here before.</summary>
    public Person Draw(int market, SeededRandom random, out bool isNew)
    {
        isNew = _total < options.Customers && (_total == 0 || random.Hit(_new));
        if (isNew)
        {
            _total++;
            return Make(market, _seen[market]++);
        }
        if (_seen[market] == 0) market = Array.FindIndex(_seen, seen => seen > 0);
        return Make(market, random.Chance(5000) ? Regular(_seen[market], random) : Recent(_seen[market], random));
    }

    private Person Make(int market, int number) => new(options.Seed, market, number, _anonymous);

    private static int Regular(int seen, SeededRandom random) =>
        random.Below(random.Below(random.Below(random.Below(seen) + 1) + 1) + 1);

    private static int Recent(int seen, SeededRandom random) =>
        seen - 1 - random.Below(Math.Min(seen, RecentAtLeast + seen / 10));
}
