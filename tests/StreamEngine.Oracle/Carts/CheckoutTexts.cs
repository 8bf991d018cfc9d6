using StreamEngine.Oracle.Admission;
using StreamEngine.Schemas.Events;

namespace StreamEngine.Oracle.Carts;

/// <summary>Domain 11: lastCheckoutStep and abortReason.</summary>
internal static class CheckoutTexts
{
    /// <summary>The step of the last checkout event that states one, else the type of the last.</summary>
    public static string? LastStep(Checkout? checkout) => checkout is null ? null : LastStep(checkout.Steps);

    public static string LastStep(IReadOnlyList<Input> steps) =>
        steps.LastOrDefault(s => !string.IsNullOrEmpty(s.Data.Step))?.Data.Step ?? Symbol(steps[^1].Type);

    /// <summary>`CODE (hard|soft)` of the last error, else the last step.</summary>
    public static string? AbortReason(Checkout? checkout) => checkout is null ? null : AbortReason(checkout.Steps);

    public static string AbortReason(IReadOnlyList<Input> steps)
    {
        var error = steps.LastOrDefault(s => s.Type is EventType.PaymentFailed or EventType.CheckoutError);
        if (error is null) return LastStep(steps);
        var code = string.IsNullOrEmpty(error.Data.ErrorCode) ? Symbol(error.Type) : error.Data.ErrorCode;
        return error.Data.ErrorKind switch
        {
            ErrorKind.Hard => code + " (hard)",
            ErrorKind.Soft => code + " (soft)",
            _ => code,
        };
    }

    private static string Symbol(EventType type)
    {
        var name = type.ToString();
        return char.ToLowerInvariant(name[0]) + name[1..];
    }
}
