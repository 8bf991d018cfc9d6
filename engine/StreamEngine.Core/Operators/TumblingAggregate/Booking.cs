namespace StreamEngine.Core.Operators.TumblingAggregate;

/// <summary>
/// An amount that belongs to the window of its time. A correction books the negative amount at the same time.
/// </summary>
public readonly record struct Booking<TKey>(TKey Key, long Time, decimal Amount);

/// <summary>The window [Start, End) that a time belongs to.</summary>
public readonly record struct Window(long Start, long End);

/// <summary>The total of a window as published.</summary>
/// <param name="Key">What was summed.</param>
/// <param name="Window">Its window.</param>
/// <param name="Total">The sum of all bookings.</param>
/// <param name="IsFinal">
/// True once the watermark has passed everything that can still change it, as the options state.
/// </param>
/// <param name="Revision">How often the window was published; 1 the first time.</param>
public readonly record struct WindowTotal<TKey>(TKey Key, Window Window, decimal Total, bool IsFinal, int Revision);
