using StreamEngine.Core.Log;

namespace StreamEngine.Connectors.Kafka;

/// <summary>
/// Collects faults from whichever thread meets them until the next poll tells them. Bounded; fatal ones are kept.
/// </summary>
internal sealed class FaultLog
{
    private readonly Lock _lock = new();
    private List<LogFault> _faults = [];

    public void Add(LogFault fault)
    {
        lock (_lock)
        {
            if (_faults.Count < Limits.PendingFaults) _faults.Add(fault);
            else if (fault.IsFatal) _faults[^1] = fault;
        }
    }

    /// <summary>Everything since the call before.</summary>
    public IReadOnlyList<LogFault> Take()
    {
        lock (_lock)
        {
            if (_faults.Count == 0) return [];
            var taken = _faults;
            _faults = [];
            return taken;
        }
    }
}
