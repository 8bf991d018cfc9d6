using Confluent.Kafka;

namespace StreamEngine.Connectors.Kafka;

/// <summary>Closes clients of librdkafka.</summary>
internal static class NativeClient
{
    /// <summary>
    /// Closes one. The library logs while it closes, for seconds where brokers are away, by a callback that belongs to
    /// the client: were the client collected before it is closed, that would end the process.
    /// </summary>
    public static void Close(IClient client)
    {
        client.Dispose();
        GC.KeepAlive(client);
    }
}
