using System.Diagnostics;

namespace StreamEngine.Benchmarks.Measurements;

/// <summary>
/// Processor time of the whole process, collections and compilation included: other processes disturb it less than the
/// wall clock.
/// </summary>
internal static class ProcessorTime
{
    /// <summary>What the process has used so far.</summary>
    public static TimeSpan Now
    {
        get
        {
            using var process = Process.GetCurrentProcess();
            return process.TotalProcessorTime;
        }
    }
}
