using System.Diagnostics.Tracing;

namespace StreamEngine.Benchmarks.Measurements;

/// <summary>
/// Which types are allocated, from the runtime's samples (one each 100 kB), while it is on. It slows the run down.
/// </summary>
public sealed class AllocatedTypes : EventListener
{
    private const EventKeywords Collector = (EventKeywords)1;

    private readonly Dictionary<string, long> _bytes = [];
    private volatile bool _isOn;

    /// <summary>Counts from now on, or no more.</summary>
    public bool IsOn
    {
        get => _isOn;
        set => _isOn = value;
    }

    /// <summary>Bytes by type, the most first.</summary>
    public IEnumerable<KeyValuePair<string, long>> ByType() => _bytes.OrderByDescending(type => type.Value);

    /// <inheritdoc/>
    protected override void OnEventSourceCreated(EventSource eventSource)
    {
        if (eventSource.Name == "Microsoft-Windows-DotNETRuntime")
            EnableEvents(eventSource, EventLevel.Verbose, Collector);
    }

    /// <inheritdoc/>
    protected override void OnEventWritten(EventWrittenEventArgs eventData)
    {
        if (!_isOn || eventData.EventName?.StartsWith("GCAllocationTick", StringComparison.Ordinal) != true) return;
        var names = eventData.PayloadNames!;
        var type = (string)eventData.Payload![names.IndexOf("TypeName")]!;
        var bytes = Convert.ToInt64(eventData.Payload[names.IndexOf("AllocationAmount64")], null);
        lock (_bytes) _bytes[type] = _bytes.GetValueOrDefault(type) + bytes;
    }
}
