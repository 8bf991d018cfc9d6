namespace StreamEngine.Runtime.Snapshots;

/// <summary>The first byte of a changelog key says what the record is.</summary>
internal static class ChangelogKeys
{
    public const byte State = 1;

    private static readonly byte[] Complete = [2];

    /// <summary>The key of the record that completes a snapshot.</summary>
    public static ReadOnlySpan<byte> SnapshotComplete => Complete;

    public static bool IsState(ReadOnlySpan<byte> key) => key.Length > 0 && key[0] == State;
}
