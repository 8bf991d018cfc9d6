using System.Diagnostics;

namespace StreamEngine.Testing.Kafka;

/// <summary>A server started for tests. Ended by its id, at the latest when the test process ends.</summary>
public sealed class ServerProcess : IAsyncDisposable
{
    private readonly Process _process;
    private readonly Task _copying;
    private readonly string _logFile;

    private ServerProcess(Process process, Task copying, string logFile)
    {
        _process = process;
        _copying = copying;
        _logFile = logFile;
        AppDomain.CurrentDomain.ProcessExit += OnExit;
    }

    /// <summary>The operating system's id of the process.</summary>
    public int Id => _process.Id;

    /// <summary>Whether the process has ended.</summary>
    public bool HasEnded => _process.HasExited;

    /// <summary>Starts a program; what it prints goes to the file.</summary>
    public static ServerProcess Start(string program, IEnumerable<string> arguments, string logFile)
    {
        var start = new ProcessStartInfo(program) { RedirectStandardOutput = true, RedirectStandardError = true };
        foreach (var argument in arguments) start.ArgumentList.Add(argument);
        var process = Process.Start(start) ?? throw new InvalidOperationException($"{program} did not start.");
        return new ServerProcess(process, CopyAsync(process, logFile), logFile);
    }

    /// <summary>Waits for the end of a program that does its work and ends.</summary>
    public async Task<int> WaitForEndAsync()
    {
        await _process.WaitForExitAsync();
        await _copying;
        return _process.ExitCode;
    }

    /// <summary>Everything that it has printed.</summary>
    public string Printed()
    {
        using var stream = new FileStream(_logFile, FileMode.OpenOrCreate, FileAccess.Read, FileShare.ReadWrite);
        using var reader = new StreamReader(stream);
        return reader.ReadToEnd();
    }

    /// <summary>The last lines that it printed.</summary>
    public string Tail() => string.Join('\n', Printed().Split('\n').TakeLast(20));

    /// <summary>Ends it without a warning, as a crash would.</summary>
    public async Task KillAsync()
    {
        if (!_process.HasExited) _process.Kill(entireProcessTree: true);
        await _process.WaitForExitAsync();
    }

    /// <summary>Asks it to end in order, as an operator would.</summary>
    public Task TerminateAsync() => SignalAsync("-TERM");

    /// <summary>Stops it in its tracks until <see cref="ResumeAsync"/>. Unix only.</summary>
    public Task PauseAsync() => SignalAsync("-STOP");

    /// <summary>Lets it go on.</summary>
    public Task ResumeAsync() => SignalAsync("-CONT");

    /// <inheritdoc/>
    public async ValueTask DisposeAsync()
    {
        AppDomain.CurrentDomain.ProcessExit -= OnExit;
        await KillAsync();
        await _copying;
        _process.Dispose();
    }

    private async Task SignalAsync(string signal)
    {
        using var kill = Process.Start("kill", [signal, _process.Id.ToString(null as IFormatProvider)]);
        await kill.WaitForExitAsync();
        if (kill.ExitCode != 0) throw new InvalidOperationException($"kill {signal} failed.");
    }

    private static async Task CopyAsync(Process process, string logFile)
    {
        await using var file = new FileStream(logFile, FileMode.Create, FileAccess.Write, FileShare.ReadWrite);
        await using var writer = TextWriter.Synchronized(new StreamWriter(file) { AutoFlush = true });
        await Task.WhenAll(CopyAsync(process.StandardOutput, writer), CopyAsync(process.StandardError, writer));
    }

    private static async Task CopyAsync(StreamReader reader, TextWriter writer)
    {
        while (await reader.ReadLineAsync() is { } line) await writer.WriteLineAsync(line);
    }

    private void OnExit(object? sender, EventArgs e)
    {
        if (!_process.HasExited) _process.Kill(entireProcessTree: true);
    }
}
