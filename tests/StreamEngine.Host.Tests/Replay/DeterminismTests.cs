using StreamEngine.Host.Tests.Support;

namespace StreamEngine.Host.Tests.Replay;

/// <summary>
/// The same input gives the same result: on every run, with any number of tasks, shuffled within the bound.
/// </summary>
public sealed class DeterminismTests(DeterminismTests.Shop shop) : IClassFixture<DeterminismTests.Shop>
{
    [Fact]
    public async Task Two_runs_give_the_same_bytes()
    {
        using var work = new Workspace();
        var again = await work.ReplayAsync("--input", $"events:{shop.File}", "--assume-consent");
        foreach (var stream in Replayed.Streams) Assert.Equal(shop.Whole.Bytes(stream), again.Bytes(stream));
        Assert.Equal(shop.Whole.Digest, again.Digest);
    }

    [Theory]
    [InlineData("2"), InlineData("8"), InlineData("37")]
    public async Task Any_number_of_tasks_gives_the_same_records(string partitions)
    {
        using var work = new Workspace();
        var run = await work.ReplayAsync(
            "--input", $"events:{shop.File}", "--assume-consent", "--partitions", partitions);
        Assert.Equal(shop.Whole.Digest, run.Digest);
        foreach (var stream in Replayed.Streams) Assert.Equal(Sorted(shop.Whole, stream), Sorted(run, stream));
    }

    [Fact]
    public async Task Histories_give_the_same_records_with_8_tasks()
    {
        using var work = new Workspace();
        string[] input =
            ["--input", $"uci-online-retail:{Workspace.Uci}/2010-12-0*.csv.gz", "--input", $"otto:{Workspace.Otto}"];
        var one = await work.ReplayAsync([.. input, "--partitions", "1"]);
        var eight = await work.ReplayAsync([.. input, "--partitions", "8"]);
        Assert.Equal(one.Digest, eight.Digest);
        Assert.Equal(one.Lines("sessions").Count, eight.Lines("sessions").Count);
    }

    [Theory]
    [InlineData(1), InlineData(2), InlineData(3)]
    public async Task Shuffled_within_the_bound_the_events_give_the_same_records(int seed)
    {
        using var work = new Workspace();
        var shuffled = GeneratedShop.Shuffled(shop.Lines, boundMs: 10_000, seed).ToList();
        Assert.NotEqual(shop.Lines.Select(line => line.Line), shuffled);
        var path = work.Write("shuffled.jsonl", GeneratedShop.Text(shuffled));
        var run = await work.ReplayAsync("--input", $"events:{path}", "--assume-consent");
        foreach (var stream in Replayed.Streams) Assert.Equal(Sorted(shop.Whole, stream), Sorted(run, stream));
        Assert.Equal(shop.Whole.Digest, run.Digest);
    }

    [Fact]
    public async Task Several_files_of_one_stream_give_what_one_file_gives()
    {
        using var work = new Workspace();
        var half = shop.Lines.Count / 2;
        work.Write("a.jsonl", GeneratedShop.Text(shop.Lines.Take(half).Select(line => line.Line)));
        work.Write("b.jsonl", GeneratedShop.Text(shop.Lines.Skip(half).Select(line => line.Line)));
        var run = await work.ReplayAsync("--input", $"events:{work.Folder}/?.jsonl", "--assume-consent");
        Assert.Equal(shop.Whole.Digest, run.Digest);
    }

    [Fact]
    public void The_digest_tells_different_results_apart() => Assert.NotEqual(shop.Whole.Digest, shop.Other.Digest);

    [Fact]
    public void The_shop_has_something_to_say()
    {
        foreach (var stream in (string[])["sessions", "triggers", "decisions", "kpis"])
            Assert.True(shop.Whole.Lines(stream).Count > 10, stream);
        Assert.NotEmpty(shop.Whole.Lines("triggers", "status=recovered"));
    }

    private static List<string> Sorted(Replayed run, string stream) =>
        [.. run.Lines(stream).Select(line => line.GetRawText()).Order(StringComparer.Ordinal)];

    public sealed class Shop : IAsyncLifetime
    {
        private readonly Workspace _work = new();

        internal List<(long Time, string Line)> Lines { get; } = GeneratedShop.Lines(events: 6_000, seed: 7);

        internal string File { get; private set; } = "";
        internal Replayed Whole { get; private set; } = null!;
        internal Replayed Other { get; private set; } = null!;

        public async ValueTask InitializeAsync()
        {
            File = _work.Write("shop.jsonl", GeneratedShop.Text(Lines.Select(line => line.Line)));
            Whole = await _work.ReplayAsync("--input", $"events:{File}", "--assume-consent");
            var other = _work.Write("other.jsonl", GeneratedShop.Text(Lines.Skip(1).Select(line => line.Line)));
            Other = await _work.ReplayAsync("--input", $"events:{other}", "--assume-consent");
        }

        public ValueTask DisposeAsync()
        {
            _work.Dispose();
            return ValueTask.CompletedTask;
        }
    }
}
