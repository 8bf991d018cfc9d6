namespace StreamEngine.Host.Report.Lifetime;

/// <summary>What the models ask of a customer. Times in a unit of the caller's choice, the same for all.</summary>
/// <param name="Repeats">How many times the customer bought again after the first time.</param>
/// <param name="Recency">From the first to the last purchase; 0 without a repeat.</param>
/// <param name="Age">From the first purchase to the end of what is known.</param>
/// <param name="Value">The mean value of the repeat purchases; 0 without one.</param>
public readonly record struct PurchaseHistory(double Repeats, double Recency, double Age, double Value);
