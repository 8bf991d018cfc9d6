using System.Text;
using StreamEngine.Host.Commands;
using StreamEngine.Host.Consoles;

namespace StreamEngine.Host.Tests.Support;

/// <summary>A fresh folder, the command line, and the shipped samples.</summary>
internal sealed class Workspace : IDisposable
{
    private int _runs;

    public string Folder { get; } = Directory.CreateTempSubdirectory("replay").FullName;

    public static string Uci => Sample("uci-online-retail");

    public static string Otto => Sample("otto");

    /// <summary>A path inside the checkout.</summary>
    public static string Checkout(params string[] path)
    {
        var root = AppContext.BaseDirectory;
        while (!File.Exists(Path.Combine(root, "StreamEngine.sln"))) root = Path.GetDirectoryName(root)!;
        return Path.Combine([root, .. path]);
    }

    public string Write(string name, string text) => Write(name, Encoding.UTF8.GetBytes(text));

    public string Write(string name, byte[] bytes)
    {
        var path = Path.Combine(Folder, name);
        File.WriteAllBytes(path, bytes);
        return path;
    }

    /// <summary>Runs a command line as it stands.</summary>
    public async Task<Replayed> RunAsync(string[] args, CancellationToken cancellationToken = default)
    {
        using var output = new StringWriter { NewLine = "\n" };
        using var error = new StringWriter { NewLine = "\n" };
        var console = new HostConsole { Out = output, Error = error };
        var code = await CommandLine.RunAsync(args, console, cancellationToken);
        var at = Array.IndexOf(args, "--out");
        return new Replayed
        {
            ExitCode = code, Output = output.ToString(), Error = error.ToString(),
            Folder = at < 0 ? Folder : args[at + 1],
        };
    }

    /// <summary>Replays into a folder of its own; the run must succeed and its books must balance.</summary>
    public async Task<Replayed> ReplayAsync(params string[] args)
    {
        var run = await TryReplayAsync(args);
        Assert.True(run.ExitCode == ExitCodes.Done, run.Error);
        run.AssertBalanced();
        return run;
    }

    /// <summary>Replays into a folder of its own.</summary>
    public Task<Replayed> TryReplayAsync(params string[] args) =>
        RunAsync(["replay", .. args, "--out", Path.Combine(Folder, $"out{++_runs}")]);

    public void Dispose() => Directory.Delete(Folder, recursive: true);

    private static string Sample(string name) => Checkout("samples", name);
}
