using Confluent.Kafka;

namespace StreamEngine.Connectors.Kafka;

/// <summary>A line that librdkafka wants to have logged. Holds no secret: librdkafka leaves them out.</summary>
/// <param name="Level">The syslog level: 0 emergency, 3 error, 4 warning, 6 information, 7 debug.</param>
/// <param name="Client">Which client speaks.</param>
/// <param name="Facility">Which part of it.</param>
/// <param name="Message">What it says.</param>
public readonly record struct KafkaLogLine(int Level, string Client, string Facility, string Message)
{
    internal static KafkaLogLine Of(LogMessage line) => new((int)line.Level, line.Name, line.Facility, line.Message);

    internal static KafkaLogLine Of(Error error, string client) =>
        new(error.IsFatal ? 2 : 4, client, "ERROR", error.Reason);
}
