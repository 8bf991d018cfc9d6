using System.Diagnostics;
using System.Globalization;
using System.Text.Json;
using StreamEngine.Benchmarks.Measurements;
using StreamEngine.Core.State;
using StreamEngine.State.Files;
using StreamEngine.State.Mirror;

namespace StreamEngine.Benchmarks.States;

/// <summary>
/// What a restart costs without Kafka: a task takes in a visit of each customer, snapshots go into a mirror, some of
/// the customers come back; a task in a process of its own loads the mirror and takes those visits in once more.
/// </summary>
internal sealed class RestoreCommand
{
    private const int Mebibyte = 1024 * 1024;
    private const int VisitsPerBatch = 2_000;
    private const long MirrorSliceBytes = 4 * Mebibyte;

    private static readonly MirrorIdentity Identity = new("cluster", "group", "changelog", "id", 0);
    private static readonly MirrorBounds Bounds = new(0, 1, 0, long.MaxValue);

    private readonly string _directory;
    private readonly int _customers;
    private readonly int _returning;
    private readonly long _memoryBytes;

    private RestoreCommand(string directory, int customers, int memoryMebibytes)
    {
        (_directory, _customers) = (directory, customers);
        _returning = customers / 10;
        _memoryBytes = (long)memoryMebibytes * Mebibyte;
    }

    private string LeftFile => Path.Combine(_directory, "left.json");

    /// <summary>
    /// Usage: restore [customers] [MiB] [folder]; what is left in a folder that is named can be restored once more by
    /// <c>restore again</c> with the same arguments.
    /// </summary>
    public static async Task<int> RunAsync(string[] args)
    {
        var isAgain = args is ["again", ..];
        if (isAgain) args = args[1..];
        var customers = args.Length > 0 ? int.Parse(args[0], CultureInfo.InvariantCulture) : 1_000_000;
        var memory = args.Length > 1 ? int.Parse(args[1], CultureInfo.InvariantCulture) : 512;
        var directory = args.Length > 2 ? args[2] : Directory.CreateTempSubdirectory("streamengine-restore").FullName;
        var command = new RestoreCommand(directory, customers, memory);
        if (isAgain)
        {
            await command.RestoreAsync().ConfigureAwait(false);
            return 0;
        }

        Say($"{customers:N0} customers, of whom a tenth come back; one task, {memory} MiB for state");
        await command.LiveAsync().ConfigureAwait(false);
        using (var again = Process.Start(Environment.ProcessPath!, ["restore", "again", $"{customers}", $"{memory}",
            directory]))
            await again.WaitForExitAsync().ConfigureAwait(false);
        if (args.Length < 3) Directory.Delete(directory, recursive: true);
        return 0;
    }

    private async Task LiveAsync()
    {
        using var task = new StoredTask(Path.Combine(_directory, "live"), _memoryBytes);
        using var mirror = await OpenAsync().ConfigureAwait(false);
        var visitors = new ReturningVisitors(_customers);
        await MeasureAsync("first visits", () => FeedAsync(task, visitors.Visits(0, _customers, VisitsPerBatch),
            mirror)).ConfigureAwait(false);
        await task.SettleAsync().ConfigureAwait(false);
        await task.SnapshotAsync(mirror).ConfigureAwait(false);
        var clock = task.Clock;
        Say(task.Size);
        task.Core.ResetDigests();
        await MeasureAsync("come back", () => FeedAsync(task, visitors.Visits(1, _returning, VisitsPerBatch), null))
            .ConfigureAwait(false);
        Say(task.Size);
        var left = new Left(clock, task.Core.OutputDigest);
        await File.WriteAllBytesAsync(LeftFile, JsonSerializer.SerializeToUtf8Bytes(left)).ConfigureAwait(false);
    }

    private async Task RestoreAsync()
    {
        var left = JsonSerializer.Deserialize<Left>(await File.ReadAllBytesAsync(LeftFile).ConfigureAwait(false))!;
        using var task = new StoredTask(Path.Combine(_directory, "restored"), _memoryBytes);
        ISnapshotMirror? mirror = null;
        await MeasureAsync("mirror verified", async () =>
        {
            mirror = await OpenAsync().ConfigureAwait(false);
            return _customers;
        }).ConfigureAwait(false);
        await MeasureAsync("mirror loaded", () => LoadAsync(task, mirror!, left.Clock)).ConfigureAwait(false);
        mirror!.Dispose();
        Say(task.Size);
        var visitors = new ReturningVisitors(_customers);
        await MeasureAsync("replayed", () => FeedAsync(task, visitors.Visits(1, _returning, VisitsPerBatch), null))
            .ConfigureAwait(false);
        Say(task.Size);
        if (task.Core.OutputDigest != left.Digest) Say("THE REPLAY CAME OUT DIFFERENTLY");
    }

    private static async Task<long> FeedAsync(
        StoredTask task, IEnumerable<ReturningVisitors.Batch> visits, ISnapshotMirror? mirror)
    {
        long records = 0;
        foreach (var batch in visits)
        {
            await task.StepAsync(batch).ConfigureAwait(false);
            records += batch.Records;
            if (mirror is not null && task.Core.State.ChangedBytes >= task.ChangedLimit)
                await task.SnapshotAsync(mirror).ConfigureAwait(false);
        }

        await task.Core.CatchUpAsync().ConfigureAwait(false);
        return records;
    }

    private static async Task<long> LoadAsync(StoredTask task, ISnapshotMirror mirror, TaskTimes clock)
    {
        long records = 0;
        void Load(ReadOnlySpan<byte> key, ReadOnlySpan<byte> value)
        {
            records++;
            task.Core.State.Load(key, value);
        }

        while (!await mirror.ReadAsync(Load, MirrorSliceBytes).ConfigureAwait(false)) { }
        task.Resume(clock);
        return records;
    }

    private ValueTask<ISnapshotMirror> OpenAsync() =>
        new SnapshotMirrors(new PhysicalFiles(), Path.Combine(_directory, "mirror"), new MirrorOptions())
            .OpenAsync(Identity, Bounds);

    private static async Task MeasureAsync(string what, Func<Task<long>> action)
    {
        var (from, processor) = (TimeProvider.System.GetTimestamp(), ProcessorTime.Now);
        var (collections, paused) = (GC.CollectionCount(0), GC.GetTotalPauseDuration());
        var records = await action().ConfigureAwait(false);
        var wall = TimeProvider.System.GetElapsedTime(from);
        var used = ProcessorTime.Now - processor;
        Say($"{what}: {records:N0} records, {wall.TotalMilliseconds:N0} ms, {used.TotalMilliseconds:N0} ms of "
            + $"processor, {used.TotalMicroseconds / records:N2} µs a record; {GC.CollectionCount(0) - collections} "
            + $"collections of {(GC.GetTotalPauseDuration() - paused).TotalMilliseconds:N0} ms; process "
            + $"{Environment.WorkingSet / Mebibyte:N0} MiB");
    }

    private static void Say(FormattableString text) => Console.WriteLine(text.ToString(CultureInfo.InvariantCulture));

    private static void Say(string text) => Console.WriteLine(text);

    /// <summary>What the first process leaves to the second.</summary>
    private sealed record Left(TaskTimes Clock, ulong Digest);
}
