using System.Reflection;
using System.Runtime.InteropServices;
using Confluent.Kafka;

namespace StreamEngine.Connectors.Kafka.Native;

/// <summary>
/// The few functions of librdkafka that Confluent.Kafka does not offer, taken from the very library that it has loaded.
/// They are documented functions of a stable C interface; what is not documented is how to get at the wrapper's native
/// handle.
/// </summary>
internal sealed unsafe class LibrdkafkaExports
{
    private static readonly Lazy<LibrdkafkaExports> Instance = new(static () => new LibrdkafkaExports());

    public readonly delegate* unmanaged[Cdecl]<nint, nint> QueueGetConsumer;
    public readonly delegate* unmanaged[Cdecl]<nint, void> QueueDestroy;
    public readonly delegate* unmanaged[Cdecl]<nint, int, NativeMessage**, nuint, nint> ConsumeBatchQueue;
    public readonly delegate* unmanaged[Cdecl]<NativeMessage*, void> MessageDestroy;
    public readonly delegate* unmanaged[Cdecl, SuppressGCTransition]<NativeMessage*, int*, long> MessageTimestamp;
    public readonly delegate* unmanaged[Cdecl]<NativeMessage*, nint*, int> MessageHeaders;
    public readonly delegate* unmanaged[Cdecl, SuppressGCTransition]<nint, nuint, byte**, byte**, nuint*, int> HeaderAt;
    public readonly delegate* unmanaged[Cdecl]<nint, byte*, nint, nint> TopicNew;
    public readonly delegate* unmanaged[Cdecl]<nint, void> TopicDestroy;
    public readonly delegate* unmanaged[Cdecl]<nint, byte*> TopicName;
    public readonly delegate* unmanaged[Cdecl]<nint, NativeArgument*, nuint, nint> ProduceVa;
    public readonly delegate* unmanaged[Cdecl]<nint, byte*, nuint, int> FatalError;
    public readonly delegate* unmanaged[Cdecl]<nint, int> ErrorCode;
    public readonly delegate* unmanaged[Cdecl]<nint, byte*> ErrorString;
    public readonly delegate* unmanaged[Cdecl]<nint, void> ErrorDestroy;

    private LibrdkafkaExports()
    {
        var library = NativeLibrary.Load(LoadedName(), typeof(Library).Assembly, searchPath: null);
        var version = (delegate* unmanaged[Cdecl]<int>)NativeLibrary.GetExport(library, "rd_kafka_version");
        if (version() != Library.Version)
            throw new NotSupportedException("A second librdkafka of another version would be used. " + WayOut);
        QueueGetConsumer = (delegate* unmanaged[Cdecl]<nint, nint>)Export("rd_kafka_queue_get_consumer");
        QueueDestroy = (delegate* unmanaged[Cdecl]<nint, void>)Export("rd_kafka_queue_destroy");
        ConsumeBatchQueue = (delegate* unmanaged[Cdecl]<nint, int, NativeMessage**, nuint, nint>)
            Export("rd_kafka_consume_batch_queue");
        MessageDestroy = (delegate* unmanaged[Cdecl]<NativeMessage*, void>)Export("rd_kafka_message_destroy");
        MessageTimestamp = (delegate* unmanaged[Cdecl, SuppressGCTransition]<NativeMessage*, int*, long>)
            Export("rd_kafka_message_timestamp");
        MessageHeaders = (delegate* unmanaged[Cdecl]<NativeMessage*, nint*, int>)Export("rd_kafka_message_headers");
        HeaderAt = (delegate* unmanaged[Cdecl, SuppressGCTransition]<nint, nuint, byte**, byte**, nuint*, int>)
            Export("rd_kafka_header_get_all");
        TopicNew = (delegate* unmanaged[Cdecl]<nint, byte*, nint, nint>)Export("rd_kafka_topic_new");
        TopicDestroy = (delegate* unmanaged[Cdecl]<nint, void>)Export("rd_kafka_topic_destroy");
        TopicName = (delegate* unmanaged[Cdecl]<nint, byte*>)Export("rd_kafka_topic_name");
        ProduceVa = (delegate* unmanaged[Cdecl]<nint, NativeArgument*, nuint, nint>)Export("rd_kafka_produceva");
        FatalError = (delegate* unmanaged[Cdecl]<nint, byte*, nuint, int>)Export("rd_kafka_fatal_error");
        ErrorCode = (delegate* unmanaged[Cdecl]<nint, int>)Export("rd_kafka_error_code");
        ErrorString = (delegate* unmanaged[Cdecl]<nint, byte*>)Export("rd_kafka_error_string");
        ErrorDestroy = (delegate* unmanaged[Cdecl]<nint, void>)Export("rd_kafka_error_destroy");

        nint Export(string name) => NativeLibrary.GetExport(library, name);
    }

    private const string WayOut = "Set Kafka:RecordPath=supported.";

    public static LibrdkafkaExports Get() => Instance.Value;

    /// <summary>
    /// The native handle behind a client of the wrapper. The caller holds a reference while it uses the pointer.
    /// </summary>
    public static SafeHandle HandleOf(IClient client)
    {
        var property = typeof(Handle).GetProperty("LibrdkafkaHandle", BindingFlags.Instance | BindingFlags.NonPublic);
        return property?.GetValue(client.Handle) as SafeHandle
            ?? throw new NotSupportedException("This Confluent.Kafka hides its native handle. " + WayOut);
    }

    /// <summary>
    /// The name under which the wrapper has loaded the library, which differs from one Linux to another: that of the
    /// class whose function its version delegate is bound to.
    /// </summary>
    private static string LoadedName()
    {
        if (!Library.IsLoaded) Library.Load(null);
        var bindings = typeof(Library).Assembly.GetType("Confluent.Kafka.Impl.Librdkafka");
        var version = bindings?.GetField("_version", BindingFlags.Static | BindingFlags.NonPublic)?.GetValue(
            null) as Delegate;
        var name = version?.Method.DeclaringType?.GetField("DllName", BindingFlags.Static | BindingFlags.Public
            | BindingFlags.NonPublic)?.GetRawConstantValue() as string;
        return name
            ?? throw new NotSupportedException("This Confluent.Kafka hides which library it has loaded. " + WayOut);
    }
}
