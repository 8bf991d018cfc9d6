using System.Collections.Frozen;
using StreamEngine.Schemas.Events;

namespace StreamEngine.Connectors.Files.Formats.Segment;

/// <summary>What a track call stands for, by the name of its event.</summary>
internal static class SegmentMapping
{
    private static readonly FrozenDictionary<string, EventType> Mapped = new Dictionary<string, EventType>
    {
        ["Products Searched"] = EventType.Search,
        ["Product List Viewed"] = EventType.ListView,
        ["Product List Filtered"] = EventType.ListView,
        ["Promotion Viewed"] = EventType.PromotionView,
        ["Promotion Clicked"] = EventType.PromotionClick,
        ["Product Clicked"] = EventType.ListClick,
        ["Product Viewed"] = EventType.ProductView,
        ["Product Shared"] = EventType.Share,
        ["Cart Shared"] = EventType.Share,
        ["Product Added to Wishlist"] = EventType.WishlistAdd,
        ["Product Removed from Wishlist"] = EventType.WishlistRemove,
        ["Email Opened"] = EventType.EmailOpen,
        ["Email Link Clicked"] = EventType.EmailClick,
        ["Product Added"] = EventType.Add,
        ["Wishlist Product Added to Cart"] = EventType.Add,
        ["Product Removed"] = EventType.Remove,
        ["Cart Viewed"] = EventType.View,
        ["Checkout Started"] = EventType.CheckoutStart,
        ["Checkout Step Viewed"] = EventType.CheckoutStep,
        ["Checkout Step Completed"] = EventType.CheckoutStep,
        ["Payment Info Entered"] = EventType.PaymentInfo,
        ["Coupon Applied"] = EventType.CouponApplied,
        ["Order Completed"] = EventType.Placed,
        ["Order Updated"] = EventType.Updated,
        ["Order Cancelled"] = EventType.Cancelled,
        ["Order Refunded"] = EventType.Refunded,
        ["Product Reviewed"] = EventType.Feedback,
        ["Unsubscribed"] = EventType.ConsentChanged,
    }.ToFrozenDictionary(StringComparer.OrdinalIgnoreCase);

    // Names of Segment's own specifications (e-commerce, mobile, e-mail, B2B, A/B) that carry nothing for us.
    private static readonly FrozenSet<string> Unmapped = new[]
    {
        "Coupon Entered", "Coupon Denied", "Coupon Removed",
        "Application Installed", "Application Opened", "Application Updated", "Application Backgrounded",
        "Application Foregrounded", "Application Uninstalled", "Application Crashed", "Deep Link Clicked",
        "Deep Link Opened", "Install Attributed", "Push Notification Received", "Push Notification Tapped",
        "Push Notification Bounced", "Email Delivered", "Email Bounced", "Email Marked as Spam", "Account Created",
        "Account Deleted", "Account Added User", "Account Removed User", "Signed Up", "Signed In", "Signed Out",
        "Invite Sent", "Trial Started", "Trial Ended", "Experiment Viewed", "Live Chat Conversation Started",
        "Live Chat Conversation Ended", "Live Chat Message Sent", "Live Chat Message Received",
    }.ToFrozenSet(StringComparer.OrdinalIgnoreCase);

    /// <summary>The type of event, or null where the name is known and carries nothing.</summary>
    /// <returns>False: the name is not known.</returns>
    public static bool TryGet(string name, out EventType? type)
    {
        type = Mapped.TryGetValue(name, out var mapped) ? mapped : null;
        return type is not null || Unmapped.Contains(name);
    }
}
