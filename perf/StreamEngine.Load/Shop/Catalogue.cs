using System.Globalization;

namespace StreamEngine.Load.Shop;

/// <summary>
/// The products: few that everybody wants and a long tail (popularity falls with 1 / (rank + 10)), most of them cheap.
/// </summary>
internal sealed class Catalogue
{
    private const int Categories = 40;
    private const int RankOffset = 10;

    private static readonly string[] Words =
    [
        "lamp", "boots", "winter jacket", "jeans", "sofa", "tea light", "kettle", "gift", "red dress", "running shoes",
        "t-shirt", "backpack", "headphones", "phone case", "desk", "chair", "curtains", "toy train", "candle", "mug",
        "bed linen", "watch", "sneakers", "bag", "garden hose", "grill", "umbrella", "wallet", "scarf", "socks",
    ];

    private static readonly string?[] Variants = [null, null, null, "S", "M", "L", "XL", "red", "blue"];

    private readonly long[] _popularity = new long[ShopLimits.Products];
    private readonly int[] _euroCents = new int[ShopLimits.Products];
    private readonly string[] _ids = new string[ShopLimits.Products];
    private readonly string[] _urls = new string[ShopLimits.Products];
    private readonly string[] _listUrls = new string[Categories];

    public Catalogue(ulong seed)
    {
        var random = new SeededRandom(SeededRandom.Mix(seed) ^ 0xCA7A_1060);
        long sum = 0;
        for (var rank = 0; rank < ShopLimits.Products; rank++)
        {
            sum += 1_000_000_000L / (rank + RankOffset);
            _popularity[rank] = sum;
            _ids[rank] = string.Create(CultureInfo.InvariantCulture, $"p-{rank + 1:d5}");
            _urls[rank] = "/product/" + _ids[rank];
            _euroCents[rank] = DrawPrice(random);
        }
        for (var i = 0; i < Categories; i++)
            _listUrls[i] = string.Create(CultureInfo.InvariantCulture, $"/category/{i + 1}");
    }

    public int PickProduct(SeededRandom random)
    {
        var drawn = random.Between(0, _popularity[^1] - 1);
        var found = Array.BinarySearch(_popularity, drawn + 1);
        return found >= 0 ? found : ~found;
    }

    public string Id(int product) => _ids[product];

    public string Url(int product) => _urls[product];

    public decimal Price(int product, Market market) => market.Price(_euroCents[product]);

    /// <summary>The variant that this product is sold in; null for a third.</summary>
    public static string? Variant(int product) => Variants[product % Variants.Length];

    public string PickListUrl(SeededRandom random) => random.Pick(_listUrls);

    public static string PickQuery(SeededRandom random) => random.Pick(Words);

    /// <summary>Prices end in 9: half up to 20, most of the rest up to 100, a few up to 1,000 euros.</summary>
    private static int DrawPrice(SeededRandom random)
    {
        var cents = random.Below(100) switch
        {
            < 50 => random.Between(199, 1999),
            < 90 => random.Between(2000, 9999),
            _ => random.Between(10_000, 99_999),
        };
        return (int)(cents / 10 * 10 + 9);
    }
}
