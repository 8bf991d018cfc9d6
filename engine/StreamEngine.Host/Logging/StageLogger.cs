namespace StreamEngine.Host.Logging;

/// <summary>Says in each line which stage it is about: the stages have tasks of the same numbers.</summary>
/// <param name="inner">Takes the lines.</param>
/// <param name="stage">What the lines begin with.</param>
internal sealed class StageLogger(ILogger inner, string stage) : ILogger
{
    /// <inheritdoc/>
    public IDisposable? BeginScope<TState>(TState state)
        where TState : notnull => inner.BeginScope(state);

    /// <inheritdoc/>
    public bool IsEnabled(LogLevel logLevel) => inner.IsEnabled(logLevel);

    /// <inheritdoc/>
    public void Log<TState>(
        LogLevel logLevel, EventId eventId, TState state, Exception? exception,
        Func<TState, Exception?, string> formatter) =>
        inner.Log(logLevel, eventId, state, exception, (s, e) => $"{stage}: {formatter(s, e)}");
}
