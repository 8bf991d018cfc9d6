using System.Globalization;
using Spectre.Console;
using StreamEngine.Host.Consoles;

namespace StreamEngine.Host.Replay;

/// <summary>Shows how far a replay is: a bar at a terminal, else a line every few seconds. On stderr.</summary>
internal static class ReplayProgress
{
    public static async Task<T> ShowAsync<T>(HostConsole console, Func<IReplayProgress, Task<T>> run)
    {
        if (!console.ErrorIsTerminal) return await run(new Lines(console)).ConfigureAwait(false);
        return await console.RichError().Progress()
            .AutoClear(enabled: true)
            .Columns(new TaskDescriptionColumn { Alignment = Justify.Left },
                new ProgressBarColumn(), new PercentageColumn(),
                new RemainingTimeColumn())
            .StartAsync(context => run(new Bar(context, console.Time)))
            .ConfigureAwait(false);
    }

    private static string Say(long bytesRead, long bytesTotal, long records, TimeSpan elapsed)
    {
        var speed = elapsed > TimeSpan.Zero ? records / elapsed.TotalSeconds : 0;
        // A history is sorted before its first event comes, so that all bytes may be read and no event taken in.
        var what = records > 0 ? string.Create(CultureInfo.InvariantCulture, $"{records:N0} events, {speed:N0}/s")
            : bytesRead < bytesTotal ? "reading" : "sorting";
        return what;
    }

    private sealed class Bar(ProgressContext context, TimeProvider time) : IReplayProgress
    {
        private readonly long _started = time.GetTimestamp();
        private readonly ProgressTask _task = context.AddTask("reading");

        public void Report(long bytesRead, long bytesTotal, long records)
        {
            _task.MaxValue = Math.Max(1, bytesTotal);
            _task.Value = bytesRead;
            _task.Description = Say(bytesRead, bytesTotal, records, time.GetElapsedTime(_started));
        }
    }

    private sealed class Lines(HostConsole console) : IReplayProgress
    {
        private readonly long _started = console.Time.GetTimestamp();
        private TimeSpan _next = Limits.ProgressEvery;

        public void Report(long bytesRead, long bytesTotal, long records)
        {
            var elapsed = console.Time.GetElapsedTime(_started);
            if (elapsed < _next) return;
            _next = elapsed + Limits.ProgressEvery;
            console.Error.WriteLine(string.Create(CultureInfo.InvariantCulture,
                $"{elapsed.TotalSeconds:N0} s: {bytesRead / 1e6:N1} of {bytesTotal / 1e6:N1} MB read, "
                + $"{Say(bytesRead, bytesTotal, records, elapsed)}"));
        }
    }
}
