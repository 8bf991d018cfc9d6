namespace StreamEngine.Core.Tasks;

/// <summary>
/// A pipeline whose policy can change while it runs. A document is an input like any record: whoever drives the task
/// journals it with its position, and hands it over again at the same position in a replay.
/// </summary>
public interface ITaskPolicies
{
    /// <summary>The document adopted last; null where none was: then it goes by what it was made with.</summary>
    PolicyInForce? InForce { get; }

    /// <summary>Whether the document adopted last says the same, however it is written.</summary>
    /// <exception cref="FormatException">It is no policy.</exception>
    bool IsInForce(ReadOnlyMemory<byte> document);

    /// <summary>
    /// Takes a policy document in, whole or not at all. It is in force for what happens from the task's watermark on;
    /// what happened before goes by the version of its own time, also where it comes late. The first one is in force
    /// from the beginning of time.
    /// </summary>
    /// <param name="document">The document as journaled.</param>
    /// <exception cref="FormatException">It is no policy, or changes what a running task must keep.</exception>
    void Adopt(ReadOnlyMemory<byte> document);
}

/// <summary>A version of the policy, as people know it.</summary>
/// <param name="Version">What the document calls itself.</param>
/// <param name="From">
/// The event time from which on it is in force, ms since the epoch; <see cref="Time.EventTime.Min"/> for the first one.
/// </param>
public sealed record PolicyInForce(string Version, long From);
