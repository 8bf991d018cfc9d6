namespace StreamEngine.Connectors.Kafka;

/// <summary>
/// The name under which a worker's transactions are fenced: group, instance and slot. Stable over restarts, so that the
/// restarted worker settles at once what its predecessor left open.
/// </summary>
public static class TransactionalId
{
    /// <summary>The transactional id of that worker.</summary>
    public static string Of(string groupId, string instanceId, int slot)
    {
        ArgumentException.ThrowIfNullOrWhiteSpace(groupId);
        ArgumentException.ThrowIfNullOrWhiteSpace(instanceId);
        ArgumentOutOfRangeException.ThrowIfNegative(slot);
        return string.Create(null, $"{groupId}-{instanceId}-{slot}");
    }
}
