using StreamEngine.Commerce.Customers;
using StreamEngine.Commerce.Events;
using StreamEngine.Schemas.Events;

namespace StreamEngine.Commerce.Kpis;

/// <summary>Where a session or an order came from. Null: not stated.</summary>
public sealed record Origin(Channel Channel, string? Country, string? Campaign)
{
    private static readonly string[] ChannelNames =
        [.. Enum.GetValues<Channel>().Select(channel => channel.ToString().ToLowerInvariant())];

    /// <summary>The value of a breakdown by channel, country or campaign.</summary>
    public string ValueOf(Dimension dimension) => dimension switch
    {
        Dimension.Channel => ChannelNames[(int)Channel],
        Dimension.Country => Country ?? Breakdowns.Unstated,
        Dimension.Campaign => Campaign ?? Breakdowns.Unstated,
        _ => throw new ArgumentOutOfRangeException(nameof(dimension), dimension, "not a part of an origin"),
    };
}

/// <summary>
/// Origins as events state them, each as one object: they come again and again. When it is full it starts over: it
/// saves memory, nothing depends on it.
/// </summary>
internal sealed class Origins
{
    /// <summary>The breakdowns that an origin gives.</summary>
    public static readonly Dimension[] Dimensions = [Dimension.Channel, Dimension.Country, Dimension.Campaign];

    /// <summary>An origin of which nothing is known.</summary>
    public static readonly Origin Unknown = new(Channel.Other, null, null);

    private const int MaxOrigins = 16_384;

    private readonly TextPool _texts;
    private readonly Origin[] _plain =
        [.. Enum.GetValues<Channel>().Select(channel => new Origin(channel, null, null))];
    private readonly Dictionary<(Channel, string?, string?), Origin> _known = [];

    public Origins(TextPool texts) => _texts = texts;

    /// <summary>What an event states of its origin.</summary>
    public Origin Of(ShopEvent next) => next.Country.IsEmpty && next.Campaign.IsEmpty
        ? _plain[(int)next.Channel]
        : Get(next.Channel, Text(next, next.Country), Text(next, next.Campaign));

    /// <summary>
    /// The origin of the session that the event belongs to: the channel of its first event, the first country and
    /// campaign that it states. What the customer's log cannot keep counts as not stated, so that folding it again
    /// gives the same.
    /// </summary>
    public Origin OfSession(Origin? soFar, ShopEvent next, Customer customer)
    {
        if (soFar is not null && (next.Country.IsEmpty || soFar.Country is not null)
            && (next.Campaign.IsEmpty || soFar.Campaign is not null)) return soFar;
        var country = soFar?.Country ?? Kept(next, next.Country, customer);
        var campaign = soFar?.Campaign ?? Kept(next, next.Campaign, customer);
        var channel = soFar?.Channel ?? next.Channel;
        return country is null && campaign is null ? _plain[(int)channel] : Get(channel, country, campaign);
    }

    private Origin Get(Channel channel, string? country, string? campaign)
    {
        if (_known.TryGetValue((channel, country, campaign), out var origin)) return origin;
        if (_known.Count == MaxOrigins) _known.Clear();
        _known.Add((channel, country, campaign), origin = new Origin(channel, country, campaign));
        return origin;
    }

    private string? Text(ShopEvent next, Slice slice) => Breakdowns.Clean(_texts.Get(next, slice));

    private string? Kept(ShopEvent next, Slice slice, Customer customer) =>
        _texts.Get(next, slice) is { } text && customer.PlaceOf(text) > 0 ? Breakdowns.Clean(text) : null;
}
