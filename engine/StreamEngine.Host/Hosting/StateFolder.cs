using System.Globalization;
using System.Text;
using StreamEngine.Host.Commands;

namespace StreamEngine.Host.Hosting;

/// <summary>
/// The folder of spill files: one process's alone, and of one group in one cluster. Held until disposed of.
/// </summary>
public sealed class StateFolder : IDisposable
{
    private const string LockName = "in-use.lock";
    private const string OwnerName = "owner.txt";

    /// <summary>
    /// The least room that a worker starts with, in bytes: below it spill files and mirrors soon fail.
    /// </summary>
    internal const long LeastRoom = 64L * 1024 * 1024;

    private readonly FileStream _lock;

    private StateFolder(string path, FileStream held) => (Path, _lock) = (path, held);

    /// <summary>The folder.</summary>
    public string Path { get; }

    /// <summary>Takes the folder; makes it where it is not there.</summary>
    /// <exception cref="CommandFailedException">Another process has it, or it cannot be written.</exception>
    public static StateFolder Take(string directory)
    {
        var path = System.IO.Path.GetFullPath(directory);
        try
        {
            Directory.CreateDirectory(path);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw new CommandFailedException($"State:Directory {path} cannot be made: {e.Message}");
        }

        try
        {
            var held = new FileStream(
                System.IO.Path.Combine(path, LockName), FileMode.OpenOrCreate, FileAccess.ReadWrite, FileShare.None);
            return new StateFolder(path, held);
        }
        catch (IOException)
        {
            throw new CommandFailedException($"State:Directory {path} is in use by another process. "
                + "Give each process a State:Directory and a Kafka:InstanceId of its own.");
        }
        catch (UnauthorizedAccessException e)
        {
            throw new CommandFailedException($"State:Directory {path} cannot be written: {e.Message}");
        }
    }

    /// <summary>How many bytes can still be written to the disk of the folder.</summary>
    public long Room => new DriveInfo(Path).AvailableFreeSpace;

    /// <summary>Makes sure that there is room to work.</summary>
    /// <param name="room">Bytes that can still be written.</param>
    /// <exception cref="CommandFailedException">The disk is full, or nearly so.</exception>
    public void RequireRoom(long room)
    {
        if (room >= LeastRoom) return;
        throw new CommandFailedException(string.Create(CultureInfo.InvariantCulture,
            $"State:Directory {Path} is on a full disk: {room >> 20} MiB are free, a worker needs at least "
            + $"{LeastRoom >> 20}. Make room there, or name a folder on another disk."));
    }

    /// <summary>Notes whose state it is, the first time; then makes sure that it is theirs.</summary>
    /// <exception cref="CommandFailedException">It is the state of another cluster or group.</exception>
    public void Belongs(string cluster, string group)
    {
        var owner = $"cluster {cluster}\ngroup {group}\n";
        var file = System.IO.Path.Combine(Path, OwnerName);
        if (!File.Exists(file))
        {
            File.WriteAllText(file, owner, new UTF8Encoding(false));
            return;
        }

        var found = File.ReadAllText(file);
        if (found == owner) return;
        throw new CommandFailedException(
            $"State:Directory {Path} holds the state of {Line(found)}, not of {Line(owner)}. Choose "
            + "another State:Directory, or empty this one: what it holds can be restored from Kafka.");
    }

    /// <inheritdoc/>
    public void Dispose() => _lock.Dispose();

    private static string Line(string owner) => owner.TrimEnd().ReplaceLineEndings(", ");
}
