using System.Globalization;
using StreamEngine.Core.Log;
using StreamEngine.Core.State;
using StreamEngine.Core.Tasks;
using StreamEngine.Host.Commands;
using StreamEngine.Host.Configuration;
using StreamEngine.Host.Doctor;
using StreamEngine.Host.Hosting;
using StreamEngine.Host.Kafka;
using StreamEngine.Runtime.Recovery;
using StreamEngine.Runtime.Workers;
using StreamEngine.State.Files;
using StreamEngine.State.Mirror;

namespace StreamEngine.Host.States;

/// <summary>What was found of a task.</summary>
/// <param name="Task">Its partition.</param>
/// <param name="Lines">A line a check, with the mend where something is wrong.</param>
internal sealed record TaskFindings(int Task, IReadOnlyList<CheckLine> Lines)
{
    /// <summary>Whether something is wrong.</summary>
    public bool IsBad => Lines.Any(static line => line.Outcome == CheckOutcome.Bad);
}

/// <summary>
/// Checks what tasks have stored, by doing what a restart would do, for nobody: only reads, joins no group, and leaves
/// a worker that runs alone.
/// </summary>
/// <param name="settings">The worker's settings.</param>
/// <param name="kafka">A client in the tasks' group.</param>
/// <param name="options">The options of their worker.</param>
/// <param name="create">Makes a task with all its state in memory: each record is written again as it is read.</param>
/// <param name="clock">The wall clock.</param>
internal sealed class TaskVerification(
    HostSettings settings, KafkaAccess kafka, WorkerOptions options, Func<int, ITaskPipeline> create,
    TimeProvider clock)
{
    /// <summary>Checks one task.</summary>
    /// <param name="task">Its partition.</param>
    /// <param name="replays">Whether the journal is done again.</param>
    /// <param name="hasMirror">Whether tasks of that kind keep mirrors.</param>
    /// <param name="cancellationToken">Ends it.</param>
    /// <exception cref="CommandFailedException">No broker answers.</exception>
    public async Task<TaskFindings> RunAsync(
        int task, bool replays, bool hasMirror, CancellationToken cancellationToken)
    {
        var lines = new List<CheckLine>();
        var report = await ProbeAsync(task, replays, null, "restore", lines, cancellationToken).ConfigureAwait(false);
        if (report is null) return new TaskFindings(task, lines);
        if (report.IsNew)
        {
            lines.Add(new CheckLine("restore", CheckOutcome.Good, "nothing was committed yet"));
            return new TaskFindings(task, lines);
        }

        lines.Add(new CheckLine("restore", CheckOutcome.Good, string.Create(CultureInfo.InvariantCulture,
            $"{Snapshot(report)}, {report.StateRecords} records of state read and written again, then {report.Entries} "
            + $"journal entries without a gap up to the committed offsets")));
        lines.Add(Program(report));
        await CheckInputsAsync(report, lines).ConfigureAwait(false);
        if (replays) lines.Add(Replay(report, "published"));
        if (hasMirror) await CheckMirrorAsync(task, replays, report, lines, cancellationToken).ConfigureAwait(false);
        if (replays) lines.Add(await RetellAsync(task, cancellationToken).ConfigureAwait(false));
        return new TaskFindings(task, lines);
    }

    private static string Snapshot(ProbeReport report) => report.SnapshotSequence == 0 ? "no snapshot"
        : string.Create(CultureInfo.InvariantCulture, $"the snapshot after journal entry {report.SnapshotSequence}");

    private async Task<ProbeReport?> ProbeAsync(
        int task, bool replays, ISnapshotMirrors? mirrors, string check, List<CheckLine> lines,
        CancellationToken cancellationToken)
    {
        var probe = new DivergenceProbe(kafka.Client, options, task, create(task), clock, mirrors);
        await using var _ = probe.ConfigureAwait(false);
        try
        {
            return await probe.RunAsync(replays, cancellationToken).ConfigureAwait(false);
        }
        catch (RetellingException exception)
        {
            lines.Add(new CheckLine(check, CheckOutcome.Bad, exception.Message));
            return null;
        }
    }

    private static CheckLine Program(ProbeReport report)
    {
        if (report.Divergence is { OtherLogic: > 0 and var others })
            return new CheckLine("program", CheckOutcome.Bad, string.Create(CultureInfo.InvariantCulture,
                $"{others} of the entries were made by another version or under other settings than these: after a "
                + $"crash the task would be parked. Stop its worker in order before you change either, or accept the "
                + $"divergence with 'streamengine state accept-divergence'."));
        return new CheckLine("program", CheckOutcome.Good, report.Accepted is { } accepted
            ? $"what another made was accepted: {accepted.Describe()}"
            : "the entries were made by this version under these settings");
    }

    /// <summary>Retention must not have taken what a restore reads again.</summary>
    private async Task CheckInputsAsync(ProbeReport report, List<CheckLine> lines)
    {
        var starts = kafka.Require(await kafka.Client.Offsets.StartAsync(
            [.. report.Needed.Select(static needed => needed.From.Partition)], Limits.BrokerTimeout)
            .ConfigureAwait(false));
        var gone = report.Needed.Where((needed, i) =>
            needed.From.Offset < needed.To && starts[i].Offset > needed.From.Offset).ToList();
        if (gone.Count == 0)
        {
            var offsets = report.Needed.Sum(static needed => needed.To - needed.From.Offset);
            lines.Add(new CheckLine("inputs", CheckOutcome.Good,
                string.Create(CultureInfo.InvariantCulture, $"{offsets} offsets to be read again are there")));
            return;
        }

        var what = string.Join(", ", gone.Select(static needed => string.Create(
            CultureInfo.InvariantCulture, $"{needed.From.Partition} from {needed.From.Offset}")));
        lines.Add(new CheckLine("inputs", CheckOutcome.Bad,
            $"{what} would be read again and is not there any more: raise retention.ms. A worker that runs goes on; "
            + "stop it in order, so that its snapshot needs less. Once it has crashed only 'state reset' helps."));
    }

    private static CheckLine Replay(ProbeReport report, string than) => report.Divergence is { Differing: > 0 } found
        ? new CheckLine("replay", CheckOutcome.Bad,
            $"something else comes out than was {than}: {found.Describe()}. After a crash the task would be parked; "
            + "'streamengine state accept-divergence' goes on with it.")
        : new CheckLine("replay", CheckOutcome.Good, string.Create(CultureInfo.InvariantCulture,
            $"{report.Records} records after the snapshot came out as they were {than}"));

    /// <summary>The copy on this machine is never needed, but what it leads to has to be the same.</summary>
    private async Task CheckMirrorAsync(
        int task, bool replays, ProbeReport without, List<CheckLine> lines, CancellationToken cancellationToken)
    {
        var path = Path.Combine(settings.State.Directory, $"mirror-{task}");
        if (!Directory.Exists(path))
        {
            lines.Add(new CheckLine("mirror", CheckOutcome.Skipped, $"there is none at {path}"));
            return;
        }

        StateFolder folder;
        try
        {
            folder = StateFolder.Take(settings.State.Directory);
        }
        catch (CommandFailedException inUse)
        {
            lines.Add(new CheckLine("mirror", CheckOutcome.Skipped, inUse.Message));
            return;
        }

        using var _ = folder;
        var mirrors = new ReadOnlyMirrors(new PhysicalFiles(), folder.Path);
        var with = await ProbeAsync(task, replays, mirrors, "mirror", lines, cancellationToken).ConfigureAwait(false);
        if (with is null) return;
        lines.Add(Mirror(path, mirrors, with.Result == without.Result || with.Entries != without.Entries));
    }

    private static CheckLine Mirror(string path, ReadOnlyMirrors mirrors, bool isSame)
    {
        if (mirrors.Refusal is { } refusal)
            return new CheckLine("mirror", CheckOutcome.Bad,
                $"it cannot be used: {refusal}. Nothing is lost; delete {path} while the worker is stopped, or let it: "
                + "it is made again.");
        if (!mirrors.IsUsable) return new CheckLine("mirror", CheckOutcome.Skipped, $"{path} holds no snapshot");
        return isSame
            ? new CheckLine("mirror", CheckOutcome.Good, "every byte verifies, and it belongs to the changelog")
            : new CheckLine("mirror", CheckOutcome.Bad,
                $"it leads to other outputs than the changelog; delete {path} while the worker is stopped.");
    }

    /// <summary>Everything that the task did since its first entry, as far as that is left.</summary>
    private async Task<CheckLine> RetellAsync(int task, CancellationToken cancellationToken)
    {
        var retelling = new Retelling(kafka.Client, options, task, create(task), clock) { ComparesOutputs = true };
        await using var _ = retelling.ConfigureAwait(false);
        try
        {
            var told = await retelling.RunAsync(cancellationToken).ConfigureAwait(false);
            if (!told.IsWhole)
                return new CheckLine("history", CheckOutcome.Skipped,
                    "the beginning of the journal or of an input is not there any more");
            if (told.OtherSettings > 0)
                return new CheckLine("history", CheckOutcome.Skipped, string.Create(CultureInfo.InvariantCulture,
                    $"{told.OtherSettings} of {told.Entries} entries were made by another version or other settings"));
            return told.Difference is { } difference
                ? new CheckLine("history", CheckOutcome.Bad,
                    $"from {difference}, it comes out differently from what was published. Report it with the journal.")
                : new CheckLine("history", CheckOutcome.Good, string.Create(CultureInfo.InvariantCulture,
                    $"all {told.Entries} entries with {told.Records} records came out as they were published"));
        }
        catch (RetellingException exception)
        {
            return new CheckLine("history", CheckOutcome.Bad, exception.Message);
        }
    }
}
