using System.IO.Compression;
using System.Text;
using StreamEngine.Connectors.Files.Inputs;
using StreamEngine.Connectors.Files.Sources;

namespace StreamEngine.Connectors.Files.Tests;

/// <summary>A folder of its own for a test, with files in it, read as a source.</summary>
internal sealed class Workspace : IDisposable
{
    public Workspace()
    {
        Folder = Directory.CreateTempSubdirectory("streamengine-files-").FullName;
    }

    public string Folder { get; }

    public string TempFolder => Path.Combine(Folder, "temp");

    public string PathOf(string name) => Path.Combine(Folder, name);

    public string Write(string name, string text) => Write(name, Encoding.UTF8.GetBytes(text));

    public string Write(string name, byte[] bytes)
    {
        var path = PathOf(name);
        Directory.CreateDirectory(Path.GetDirectoryName(path)!);
        File.WriteAllBytes(path, bytes);
        return path;
    }

    /// <summary>Reads one file of a format.</summary>
    public SourceReading Read(string format, string text)
    {
        var name = $"{format}.in";
        Write(name, text);
        return ReadInputs($"{format}:{PathOf(name)}");
    }

    /// <summary>Reads inputs; a path is below the folder.</summary>
    public SourceReading ReadInputs(params string[] inputs) => ReadWith(Limits.DefaultMemoryBudgetBytes, inputs);

    public SourceReading ReadWith(long memoryBudgetBytes, params string[] inputs)
    {
        using var source = Open(memoryBudgetBytes, inputs);
        return SourceReading.Of(source);
    }

    public FileSource Open(long memoryBudgetBytes, params string[] inputs) =>
        FileSource.Open([.. inputs.Select(FileInput.Parse)], new FileSourceOptions
        {
            TempDirectory = TempFolder, MemoryBudgetBytes = memoryBudgetBytes,
        });

    public void Dispose() => Directory.Delete(Folder, recursive: true);

    public static byte[] Gzip(string text)
    {
        using var memory = new MemoryStream();
        using (var gzip = new GZipStream(memory, CompressionLevel.Optimal, leaveOpen: true))
            gzip.Write(Encoding.UTF8.GetBytes(text));
        return memory.ToArray();
    }
}
