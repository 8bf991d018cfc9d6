using StreamEngine.Schemas.Events;

namespace StreamEngine.Load.Shop;

/// <summary>Ways in which an event can be wrong, each of which a reader must refuse with a reason of its own.</summary>
public static class Faults
{
    private const long SeventiesMs = 86_400_000L * 365;
    private const long NextCenturyMs = 4_133_980_800_000;

    /// <summary>
    /// True for an event that stands for a line cut off in the middle: it has neither an id nor anybody's identity.
    /// A writer of lines writes half of it; other users get an event that misses required fields.
    /// </summary>
    public static bool IsTorn(EventData data)
    {
        ArgumentNullException.ThrowIfNull(data);
        return data.EventId.Length == 0 && data.CustomerId is null && data.AnonymousId is null;
    }

    internal static void Break(EventData data, SeededRandom random)
    {
        switch (random.Below(data.Lines.Count > 0 ? 9 : 7))
        {
            case 0:
                data.EventId = "";
                data.CustomerId = data.AnonymousId = null;
                break;
            case 1:
                data.EventId = "";
                break;
            case 2:
                data.CustomerId = data.AnonymousId = null;
                break;
            case 3:
                data.CustomerId = "null";
                data.AnonymousId = "0000-0000";
                break;
            case 4:
                data.EventTime = SeventiesMs;
                break;
            case 5:
                data.EventTime = NextCenturyMs;
                break;
            case 6:
                data.Type = EventType.Unknown;
                break;
            case 7:
                data.Lines[0] = data.Lines[0] with { Quantity = -1 };
                break;
            default:
                data.Lines[0] = data.Lines[0] with { UnitPrice = -0.01m };
                break;
        }
    }
}
