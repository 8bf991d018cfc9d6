using StreamEngine.Schemas.Events;

namespace StreamEngine.Commerce.Events;

/// <summary>Groups of event types that the rules speak of.</summary>
public static class EventTypes
{
    /// <summary>True where the event is a step of the checkout.</summary>
    public static bool IsCheckoutStep(this EventType type) => type is EventType.CheckoutStart or EventType.CheckoutStep
        or EventType.PaymentInfo or EventType.PaymentFailed or EventType.CheckoutError;

    /// <summary>True where the event states an error of the checkout.</summary>
    public static bool IsCheckoutFailure(this EventType type) =>
        type is EventType.PaymentFailed or EventType.CheckoutError;

    /// <summary>True where the event changes an order that was placed before.</summary>
    public static bool RefersToOrder(this EventType type) => type is EventType.Updated or EventType.Cancelled
        or EventType.Refunded or EventType.ReturnRequested or EventType.ReturnReceived;

    /// <summary>The topic that the type belongs to.</summary>
    public static EventTopic TopicOf(this EventType type) => (byte)type switch
    {
        < 32 => EventTopic.Clickstream,
        < 64 => EventTopic.Carts,
        < 96 => EventTopic.Orders,
        _ => EventTopic.Customers,
    };

    /// <summary>The name as it stands in schemas and files: the first letter in lower case.</summary>
    public static string NameOf(this EventType type) => Names[(byte)type];

    private static readonly string[] Names =
        [.. Enumerable.Range(0, byte.MaxValue + 1).Select(number => MakeName((EventType)number))];

    private static string MakeName(EventType type)
    {
        var name = type.ToString();
        return char.ToLowerInvariant(name[0]) + name[1..];
    }
}
