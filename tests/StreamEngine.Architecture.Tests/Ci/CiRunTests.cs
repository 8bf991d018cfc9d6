using System.Diagnostics;
using StreamEngine.Architecture.Tests.Repository;

namespace StreamEngine.Architecture.Tests.Ci;

/// <summary>Runs <c>.ci/run</c> with a stand-in for dotnet that says what a test run may say.</summary>
public sealed class CiRunTests : IDisposable
{
    private readonly string _folder = Directory.CreateTempSubdirectory("ci-run").FullName;

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    [Fact]
    public void A_green_run_exits_with_0_and_closes_with_its_count()
    {
        var (exit, output) = Run(Say(5, 0, 4, 1), 0);
        Assert.Equal(0, exit);
        Assert.Equal("4 passed, 0 failed, 1 skipped", output[^1]);
        Assert.Single(output, line => line.Contains(" passed, ", StringComparison.Ordinal));
    }

    [Fact]
    public void Reasons_of_skipped_tests_are_listed_with_their_number()
    {
        const string Skips =
            "skipped A.B\n  no Kafka\n  from x.dll\nskipped A.C(x: 1)\n  no Kafka\n  more\n  from x.dll\n";
        Assert.Contains("skipped 2:  no Kafka", Run(Skips + Say(3, 0, 1, 2), 0).Output);
    }

    [Theory]
    [InlineData(3, 1, 2, 0, 2)]
    [InlineData(3, 1, 2, 0, 0)]
    public void A_failed_test_fails_the_run_whatever_the_exit_code(
        int total, int failed, int passed, int skipped, int code)
    {
        var (exit, output) = Run(Say(total, failed, passed, skipped), code);
        Assert.NotEqual(0, exit);
        Assert.Equal("2 passed, 1 failed, 0 skipped", output[^1]);
    }

    [Fact]
    public void A_module_that_breaks_fails_the_run_though_no_test_failed()
    {
        var (exit, output) = Run(Say(2, 0, 2, 0), 8);
        Assert.NotEqual(0, exit);
        Assert.Equal("2 passed, 0 failed, 0 skipped", output[^1]);
    }

    [Theory]
    [InlineData("")]
    [InlineData("Build succeeded.\n")]
    [InlineData("Test run summary: Zero tests ran\n  total: 0\n  failed: 0\n  succeeded: 0\n  skipped: 0\n")]
    [InlineData("Test run summary: Passed!\n  total: 2\n  failed: 0\n  succeeded: 0\n  skipped: 2\n")]
    [InlineData("Test run summary: Passed!\n  total: 5\n  failed: 0\n  succeeded: 3\n  skipped: 0\n")]
    [InlineData("Test run summary: Passed!\n  total: 5\n  failed: 0\n")]
    public void A_run_that_tested_nothing_or_cannot_be_read_is_no_success(string output)
    {
        var (exit, lines) = Run(output, 0);
        Assert.NotEqual(0, exit);
        Assert.StartsWith("0 passed, 0 failed, ", lines[^1], StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("restore"), InlineData("format")]
    public void A_step_that_fails_fails_the_run_and_is_named(string step)
    {
        var (exit, output) = Run(Say(1, 0, 1, 0), 0, failingStep: step);
        Assert.NotEqual(0, exit);
        Assert.Contains($"FAILED: {step}", output);
        Assert.Equal("1 passed, 0 failed, 0 skipped", output[^1]);
    }

    [Fact]
    public void A_missing_sdk_is_said_and_fails_the_run()
    {
        var (exit, output) = Run("", 0, failingStep: "--version");
        Assert.NotEqual(0, exit);
        Assert.Equal("0 passed, 0 failed, 0 skipped", output[^1]);
    }

    private static string Say(int total, int failed, int succeeded, int skipped) =>
        $"Test run summary: Passed!\n  total: {total}\n  failed: {failed}\n  succeeded: {succeeded}\n"
        + $"  skipped: {skipped}\n";

    private (int Exit, string[] Output) Run(string testOutput, int testExit, string failingStep = "none")
    {
        Assert.SkipUnless(File.Exists("/bin/bash"), "The build script needs bash, which is not on this machine.");
        File.WriteAllText(Path.Combine(_folder, "said"), testOutput);
        var dotnet = Path.Combine(_folder, "dotnet");
        File.WriteAllText(dotnet, $"""
            #!/bin/bash
            [ "$1" = "{failingStep}" ] && exit 1
            if [ "$1" = test ]; then cat "$(dirname "$0")/said"; exit {testExit}; fi
            exit 0
            """);
        if (!OperatingSystem.IsWindows())
            File.SetUnixFileMode(dotnet, UnixFileMode.UserRead | UnixFileMode.UserExecute);
        var start = new ProcessStartInfo("/bin/bash", [Path.Combine(Checkout.Root, ".ci", "run")])
        {
            RedirectStandardOutput = true,
            RedirectStandardError = true,
            Environment = { ["PATH"] = _folder + ":" + Environment.GetEnvironmentVariable("PATH") },
        };
        using var process = Process.Start(start)!;
        var complaints = process.StandardError.ReadToEndAsync();
        var output = process.StandardOutput.ReadToEnd();
        process.WaitForExit();
        complaints.Wait();
        return (process.ExitCode, output.TrimEnd('\n').Split('\n'));
    }
}
