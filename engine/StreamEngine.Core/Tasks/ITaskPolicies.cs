namespace StreamEngine.Core.Tasks;

/// <summary>
/// A pipeline whose policy can change while it runs. A document is an input like any record: whoever drives the task
/// journals it with its position, and hands it over again at the same position in a replay.
/// </summary>
public interface ITaskPolicies
{
    /// <summary>
    /// Takes a policy document in, whole or not at all. It is in force for what happens from the task's watermark on;
    /// what happened before goes by the version of its own time, also where it comes late.
    /// </summary>
    /// <param name="document">The document as journaled.</param>
    /// <exception cref="FormatException">It is no policy, or changes what a running task must keep.</exception>
    void Adopt(ReadOnlyMemory<byte> document);
}
