using System.Globalization;
using StreamEngine.Core.Log;
using StreamEngine.Core.State;
using StreamEngine.Runtime.Recovery;
using StreamEngine.Runtime.Workers;

namespace StreamEngine.Runtime.Snapshots;

/// <summary>What a task's changelog held when it was asked.</summary>
/// <param name="Start">Its first offset.</param>
/// <param name="End">The end of what is committed.</param>
/// <param name="AskedAt">When, ms since the epoch.</param>
internal readonly record struct ChangelogRange(long Start, long End, long AskedAt);

/// <summary>
/// Opens the local copies of tasks' snapshots, where there is a place for them. They are never needed: what is wrong
/// with one is told, and the task goes on without it.
/// </summary>
internal sealed class TaskMirrors(
    ISnapshotMirrors? mirrors, ILogClient log, WorkerOptions options, IWorkerObserver observer)
{
    private const string TombstoneSetting = "delete.retention.ms";

    /// <summary>What a broker keeps tombstones for unless it is told otherwise, ms.</summary>
    private const long DefaultTombstoneMs = 86_400_000;

    /// <summary>The cluster that the changelog is in.</summary>
    public string ClusterId { get; set; } = "";

    /// <summary>Opens the mirror of a task; null where there is none.</summary>
    /// <param name="changelog">The task's changelog.</param>
    /// <param name="range">What that holds; null where nothing that a mirror holds counts.</param>
    /// <exception cref="RestoreInterruptedException">The topic cannot be described for now.</exception>
    public async ValueTask<ISnapshotMirror?> OpenAsync(LogPartition changelog, ChangelogRange? range)
    {
        if (mirrors is null) return null;
        var topic = await DescribeAsync(changelog.Topic).ConfigureAwait(false);
        var identity = new MirrorIdentity(ClusterId, options.Group, changelog.Topic, topic.Id, changelog.Number);
        var bounds = range is { } held
            ? new MirrorBounds(held.Start, held.End, held.AskedAt, TombstoneMsOf(topic))
            : MirrorBounds.Nothing;
        try
        {
            var mirror = await mirrors.OpenAsync(identity, bounds).ConfigureAwait(false);
            if (mirror.Refusal is { } refusal && range is not null) Tell(changelog.Number, refusal);
            return mirror;
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            Tell(changelog.Number, exception.Message);
            return null;
        }
    }

    /// <summary>A mirror is of no use, or is kept up no longer.</summary>
    public void Tell(int partition, string problem) => observer.MirrorFailed(partition, problem);

    private async ValueTask<TopicDescription> DescribeAsync(string topic)
    {
        var answer = await log.Topics.DescribeAsync([topic], options.RequestTimeout).ConfigureAwait(false);
        return answer.Fault is { } fault ? throw new RestoreInterruptedException(fault.Message)
            : answer.Value![0] ?? throw new RestoreInterruptedException($"There is no topic {topic}.");
    }

    private static long TombstoneMsOf(TopicDescription topic) =>
        topic.Settings.TryGetValue(TombstoneSetting, out var text)
            && long.TryParse(text, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out var ms)
            ? ms : DefaultTombstoneMs;
}
