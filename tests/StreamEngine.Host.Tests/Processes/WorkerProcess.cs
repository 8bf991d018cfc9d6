using System.Text.RegularExpressions;
using StreamEngine.Testing.Kafka;

namespace StreamEngine.Host.Tests.Processes;

/// <summary>The command <c>run</c> as a process of its own, which can be killed and stopped in its tracks.</summary>
internal sealed partial class WorkerProcess : IAsyncDisposable
{
    private static readonly TimeSpan PageLimit = TimeSpan.FromSeconds(10);

    private readonly ServerProcess _process;
    private readonly HttpClient _pages = new() { Timeout = PageLimit };

    private WorkerProcess(ServerProcess process) => _process = process;

    /// <summary>What it has logged.</summary>
    public string Logged => _process.Printed();

    /// <summary>Whether it has ended.</summary>
    public bool HasEnded => _process.HasEnded;

    /// <summary>Starts one; it logs to the file.</summary>
    public static WorkerProcess Start(string config, string policy, string logFile)
    {
        var program = Path.Combine(AppContext.BaseDirectory, "streamengine.dll");
        return new WorkerProcess(ServerProcess.Start(
            "dotnet", [program, "run", "--config", config, "--policy", policy], logFile));
    }

    /// <summary>A page; null while nobody answers.</summary>
    public async Task<string?> PageAsync(string path)
    {
        var address = Address().Match(Logged);
        if (!address.Success || HasEnded) return null;
        try
        {
            using var response = await _pages.GetAsync(new Uri(new Uri(address.Value), path));
            return await response.Content.ReadAsStringAsync();
        }
        catch (Exception exception) when (exception is HttpRequestException or TaskCanceledException)
        {
            return null;
        }
    }

    /// <summary>Ends it without a warning.</summary>
    public Task KillAsync() => _process.KillAsync();

    /// <summary>Stops it in its tracks.</summary>
    public Task PauseAsync() => _process.PauseAsync();

    /// <summary>Lets it go on.</summary>
    public Task ResumeAsync() => _process.ResumeAsync();

    /// <summary>Asks it to end in order; returns its exit code.</summary>
    public async Task<int> StopAsync()
    {
        await _process.TerminateAsync();
        return await _process.WaitForEndAsync().WaitAsync(TimeSpan.FromMinutes(2));
    }

    public async ValueTask DisposeAsync()
    {
        _pages.Dispose();
        await _process.DisposeAsync();
    }

    [GeneratedRegex(@"http://127\.0\.0\.1:\d+/")]
    private static partial Regex Address();
}
