namespace StreamEngine.Connectors.Files.Sorting;

/// <summary>
/// Temporary files of sorted entries. Where the system allows it a file loses its name as soon as it is open, so that
/// nothing is left behind even by a process that is killed; elsewhere it is deleted when closed.
/// </summary>
internal sealed class TempRuns(string directory)
{
    /// <summary>How many files were written so far.</summary>
    public int Written { get; private set; }

    /// <summary>Writes the entries of a run, and opens them for reading.</summary>
    /// <exception cref="FileSourceException">The directory cannot be written to, or is full.</exception>
    public ISortedRun Write(ISortedRun run)
    {
        FileStream? file = null;
        try
        {
            file = Create();
            var writer = new RunWriter(file);
            while (run.Read()) writer.Add(run.Key, run.Value);
            writer.Flush();
            file.Position = 0;
            Written++;
            return new FileRun(file);
        }
        catch (Exception exception)
        {
            file?.Dispose();
            if (exception is not (IOException or UnauthorizedAccessException)) throw;
            throw new FileSourceException($"Cannot sort in the directory {directory}: {exception.Message}", exception);
        }
    }

    private FileStream Create()
    {
        Directory.CreateDirectory(directory);
        var path = Path.Combine(directory, $"streamengine-sort-{Path.GetRandomFileName()}.tmp");
        var canUnlink = !OperatingSystem.IsWindows();
        var file = new FileStream(path, new FileStreamOptions
        {
            Mode = FileMode.CreateNew,
            Access = FileAccess.ReadWrite,
            Share = FileShare.Delete,
            BufferSize = 0,
            Options = canUnlink ? FileOptions.SequentialScan : FileOptions.SequentialScan | FileOptions.DeleteOnClose,
        });
        if (canUnlink) File.Delete(path);
        return file;
    }
}
