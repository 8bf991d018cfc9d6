using System.Globalization;
using StreamEngine.Commerce.Persistence;
using StreamEngine.Host.Commands;
using StreamEngine.State.Files;
using StreamEngine.State.Store;

namespace StreamEngine.Host.Hosting;

/// <summary>
/// The stores of the tasks of this process: each task has a share of the memory and a folder of its own. What is
/// spilled is never the durable copy, so nothing of it outlives the process.
/// </summary>
internal sealed class CustomerStores
{
    private const string Name = "spill";

    private readonly string _folder;
    private readonly long _share;
    private int _opened;

    /// <param name="folder">The folder of the state; what was spilled there before is deleted.</param>
    /// <param name="memoryBytes">Memory for the state of all tasks.</param>
    /// <param name="tasks">How many tasks there are at most: this process may come to own all of them.</param>
    /// <exception cref="UsageException">There is too little memory for so many tasks.</exception>
    /// <exception cref="CommandFailedException">What was spilled before cannot be deleted.</exception>
    public CustomerStores(string folder, long memoryBytes, int tasks)
    {
        if (memoryBytes / tasks < Limits.MinTaskStateBytes)
            throw new UsageException(string.Create(CultureInfo.InvariantCulture,
                $"State:MemoryLimitBytes is {memoryBytes}; for {tasks} tasks at least "
                + $"{tasks * Limits.MinTaskStateBytes} is allowed ({Limits.MinTaskStateBytes} a partition)."));
        _folder = Path.Combine(folder, Name);
        _share = memoryBytes / tasks;
        try
        {
            if (Directory.Exists(_folder)) Directory.Delete(_folder, recursive: true);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw new CommandFailedException($"{_folder} of a former run cannot be deleted: {e.Message}");
        }
    }

    /// <summary>An empty store for a task, which owns it.</summary>
    public StateTier Open(int partition)
    {
        var options = new StateStoreOptions
        {
            // A task that is built again is given a new folder: the former one may not be closed yet.
            Directory = Path.Combine(_folder, string.Create(
                CultureInfo.InvariantCulture, $"{partition}-{Interlocked.Increment(ref _opened)}")),
            MemoryLimitBytes = StateTier.StoreShareOf(_share),
        };
        var store = FileWait.Spin.Complete(
            FasterStateStore.OpenAsync(new PhysicalFiles(), options), "opening the store of a task");
        return new StateTier(store, StateTier.ObjectShareOf(_share));
    }
}
