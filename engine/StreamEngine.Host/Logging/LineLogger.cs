using System.Buffers;
using System.Globalization;
using System.Text;
using System.Text.Encodings.Web;
using System.Text.Json;

namespace StreamEngine.Host.Logging;

/// <summary>How log lines look.</summary>
public enum LogFormat
{
    /// <summary>A line for people: time, level, event id, message.</summary>
    Text,

    /// <summary>A JSON object a line, with the arguments as members.</summary>
    Json,
}

/// <summary>Writes log lines to a text writer, whole lines only. Thread-safe.</summary>
/// <param name="writer">Takes the lines.</param>
/// <param name="format">How they look.</param>
/// <param name="least">The least level that is written.</param>
/// <param name="clock">Dates them.</param>
public sealed class LineLogger(TextWriter writer, LogFormat format, LogLevel least, TimeProvider clock) : ILogger
{
    private static readonly JsonWriterOptions Options = new()
    {
        Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping,
    };

    private readonly Lock _lock = new();

    /// <inheritdoc/>
    public IDisposable? BeginScope<TState>(TState state)
        where TState : notnull => null;

    /// <inheritdoc/>
    public bool IsEnabled(LogLevel logLevel) => logLevel >= least && logLevel != LogLevel.None;

    /// <inheritdoc/>
    public void Log<TState>(
        LogLevel logLevel, EventId eventId, TState state, Exception? exception,
        Func<TState, Exception?, string> formatter)
    {
        if (!IsEnabled(logLevel)) return;
        var time = clock.GetUtcNow().UtcDateTime.ToString("yyyy-MM-dd'T'HH:mm:ss.fff'Z'", CultureInfo.InvariantCulture);
        var message = formatter(state, exception);
        if (exception is not null) message += $" ({exception.GetType().Name}: {exception.Message})";
        message = message.ReplaceLineEndings(" ").TrimEnd();
        var line = format == LogFormat.Text
            ? $"{time} {Word(logLevel),-8} {eventId.Id} {message}"
            : Json(time, logLevel, eventId, message, state as IReadOnlyList<KeyValuePair<string, object?>>);
        lock (_lock) writer.WriteLine(line);
    }

    private static string Json(string time, LogLevel level, EventId id, string message,
        IReadOnlyList<KeyValuePair<string, object?>>? arguments)
    {
        var bytes = new ArrayBufferWriter<byte>();
        using (var json = new Utf8JsonWriter(bytes, Options))
        {
            json.WriteStartObject();
            json.WriteString("time", time);
            json.WriteString("level", Word(level));
            json.WriteNumber("event", id.Id);
            json.WriteString("name", id.Name);
            json.WriteString("message", message);
            foreach (var (key, value) in arguments ?? [])
                if (key != "{OriginalFormat}") Argument(json, key, value);
            json.WriteEndObject();
        }

        return Encoding.UTF8.GetString(bytes.WrittenSpan);
    }

    private static void Argument(Utf8JsonWriter json, string key, object? value)
    {
        switch (value)
        {
            case int number: json.WriteNumber(key, number); break;
            case long number: json.WriteNumber(key, number); break;
            case double number: json.WriteNumber(key, number); break;
            default: json.WriteString(key, Convert.ToString(value, CultureInfo.InvariantCulture)); break;
        }
    }

    private static string Word(LogLevel level) => level switch
    {
        LogLevel.Trace => "trace",
        LogLevel.Debug => "debug",
        LogLevel.Information => "info",
        LogLevel.Warning => "warning",
        LogLevel.Error => "error",
        _ => "critical",
    };
}
