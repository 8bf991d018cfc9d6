using System.Reflection;
using System.Text.Json;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Time.Testing;
using StreamEngine.Host.Logging;

namespace StreamEngine.Host.Tests.Logging;

public sealed class LineLoggerTests
{
    private static readonly FakeTimeProvider Clock = new(new DateTimeOffset(2026, 1, 2, 3, 4, 5, 678, TimeSpan.Zero));

    [Fact]
    public void A_line_has_time_level_event_and_message()
    {
        using var writer = new StringWriter();
        var logger = new LineLogger(writer, LogFormat.Text, LogLevel.Information, Clock);
        logger.TaskParked(3, "the evidence\nis kept");
        logger.Committed(1, 2);
        Assert.Equal("2026-01-02T03:04:05.678Z error    2002 Task 3 is parked and unready: the evidence is kept",
            writer.ToString().TrimEnd());
    }

    [Fact]
    public void A_JSON_line_has_the_arguments_as_members()
    {
        using var writer = new StringWriter();
        new LineLogger(writer, LogFormat.Json, LogLevel.Debug, Clock).Committed(12, 34);
        using var json = JsonDocument.Parse(writer.ToString());
        Assert.Equal("debug", json.RootElement.GetProperty("level").GetString());
        Assert.Equal(3001, json.RootElement.GetProperty("event").GetInt32());
        Assert.Equal("Committed 12 records in 34 ms", json.RootElement.GetProperty("message").GetString());
        Assert.Equal(12, json.RootElement.GetProperty("Records").GetInt64());
    }

    [Fact]
    public void Every_event_id_is_used_once()
    {
        var ids = typeof(LineLogger).Assembly.GetTypes().Single(type => type.Name == "WorkerLog")
            .GetMethods(BindingFlags.Public | BindingFlags.Static)
            .Select(method => method.GetCustomAttribute<LoggerMessageAttribute>()).OfType<LoggerMessageAttribute>()
            .Select(attribute => attribute.EventId).ToList();
        Assert.NotEmpty(ids);
        Assert.Equal(ids.Count, ids.Distinct().Count());
    }
}
