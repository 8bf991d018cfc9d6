namespace StreamEngine.Commerce.Kpis.Live;

/// <summary>A figure of the window at hand.</summary>
/// <param name="Kpi">Its name.</param>
/// <param name="Grain">The size of the window.</param>
/// <param name="View">event or order.</param>
/// <param name="Currency">Of money; else null.</param>
/// <param name="Value">What it is.</param>
public readonly record struct CurrentFigure(string Kpi, Grain Grain, string View, string? Currency, decimal Value);
