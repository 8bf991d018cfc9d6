namespace StreamEngine.Commerce.Carts;

/// <summary>
/// A checkout: keyed by its id, else by its cart, and counted once, at its first start. It is kept a while after it
/// closed, because a step opens it again and an order may still come in time for its figure.
/// </summary>
public sealed record Checkout
{
    /// <summary>Which of the customer's checkouts it is, in the order of their start: unique within a fold.</summary>
    public required long Serial { get; init; }

    /// <summary>The stated id; null where none is stated.</summary>
    public string? Id { get; set; }

    /// <summary>The cart that its first event named, open or not.</summary>
    public string? StatedCartId { get; init; }
    public required long StartedAt { get; init; }
    public long LastStepAt { get; set; }

    /// <summary>When the session of the last step began.</summary>
    public long SessionStart { get; set; }

    /// <summary>Counts steps over all checkouts of the customer, to tell which of two was stepped last.</summary>
    public long StepSerial { get; set; }

    /// <summary>The step that the last event to state one stated; null where none did.</summary>
    public string? StatedStep { get; set; }

    /// <summary>The type of the last checkout event.</summary>
    public string LastType { get; set; } = "";

    /// <summary>The last stated step, else the type of the last event.</summary>
    public string LastStep => StatedStep ?? LastType;

    /// <summary><c>CODE (hard|soft)</c> of the last error; null where there was none.</summary>
    public string? LastError { get; set; }

    /// <summary>Why it was left: the last error, else the last step.</summary>
    public string AbortReason => LastError ?? LastStep;

    /// <summary>How it stands; null before its first step is taken in.</summary>
    public CheckoutStanding? Standing => LastType.Length == 0 ? null : new CheckoutStanding(LastStep, AbortReason);

    public bool IsOpen { get; set; } = true;

    /// <summary>True once an order came for it, in time for its figure or not.</summary>
    public bool IsOrdered { get; set; }

    /// <summary>The cart that it stands on; 0 where it stands on none.</summary>
    public long CartSerial { get; set; }

    /// <summary>Carts that it stood on before: the order of any of them is its order.</summary>
    public IReadOnlyList<long> FormerCarts { get; set; } = [];
}
