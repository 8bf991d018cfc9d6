using System.IO.Compression;
using System.Text.Json;

namespace StreamEngine.Load.Tests;

public sealed class GenerateCommandTests : IDisposable
{
    private readonly string _folder = Directory.CreateTempSubdirectory("load-tests").FullName;

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    [Fact]
    public void It_writes_as_many_lines_of_json_as_asked_for()
    {
        var path = Path.Combine(_folder, "shop.jsonl");
        Assert.Equal(0, Run("--events", "1000", "--broken", "0", "--out", path).Exit);
        var lines = File.ReadAllLines(path);
        Assert.Equal(1000, lines.Length);
        Assert.All(lines, line => JsonDocument.Parse(line).Dispose());
    }

    [Fact]
    public void A_name_in_gz_is_compressed_and_holds_the_same_bytes()
    {
        var plain = Path.Combine(_folder, "shop.jsonl");
        var packed = plain + ".gz";
        Assert.Equal(0, Run("--events", "1000", "--seed", "3", "--out", plain).Exit);
        Assert.Equal(0, Run("--events", "1000", "--seed", "3", "--out", packed).Exit);
        using var unpacked = new MemoryStream();
        using (var gzip = new GZipStream(File.OpenRead(packed), CompressionMode.Decompress)) gzip.CopyTo(unpacked);
        Assert.Equal(File.ReadAllBytes(plain), unpacked.ToArray());
    }

    [Fact]
    public void A_history_has_nine_columns_and_the_types_of_rees46()
    {
        var path = Path.Combine(_folder, "shop.csv");
        Assert.Equal(0, Run("--events", "2000", "--broken", "0", "--format", "rees46", "--out", path).Exit);
        var rows = File.ReadAllLines(path);
        Assert.StartsWith("event_time,event_type,product_id,", rows[0], StringComparison.Ordinal);
        Assert.All(rows, row => Assert.Equal(8, row.Count(letter => letter == ',')));
        Assert.Equal(
            ["cart", "purchase", "remove_from_cart", "view"],
            rows.Skip(1).Select(row => row.Split(',')[1]).Distinct().Order());
    }

    [Fact]
    public void Torn_lines_are_no_json()
    {
        var path = Path.Combine(_folder, "broken.jsonl");
        Assert.Equal(0, Run("--events", "2000", "--broken", "0.5", "--out", path).Exit);
        var lines = File.ReadAllLines(path);
        Assert.Equal(2000, lines.Length);
        Assert.InRange(lines.Count(line => !line.EndsWith('}')), 50, 300);
    }

    [Fact]
    public void The_first_moment_is_the_start()
    {
        var path = Path.Combine(_folder, "shop.jsonl");
        string[] arguments = ["--events", "500", "--days", "0.01", "--broken", "0", "--out", path];
        Assert.Equal(0, Run([.. arguments, "--start", "2030-05-06T07:08:00+02:00"]).Exit);
        var times = File.ReadAllLines(path).Select(
            line => JsonDocument.Parse(line).RootElement.GetProperty("eventTime").GetString()!);
        Assert.StartsWith("2030-05-06T05:0", times.Min(StringComparer.Ordinal), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("--events", "many", "--events")]
    [InlineData("--late", "0.7", "--late")]
    [InlineData("--start", "yesterday", "--start")]
    [InlineData("--nonsense", "1", "--nonsense")]
    public void Wrong_usage_exits_with_2_and_one_line_that_names_the_option(string option, string value, string named)
    {
        var (exit, error) = Run(option, value, "--out", Path.Combine(_folder, "x"));
        Assert.Equal(2, exit);
        Assert.Contains(named, Assert.Single(error.Trim().Split('\n')), StringComparison.Ordinal);
        Assert.Empty(Directory.GetFiles(_folder));
    }

    [Fact]
    public void A_missing_out_is_wrong_usage() => Assert.Equal(2, Run("--events", "5").Exit);

    [Fact]
    public void A_file_that_cannot_be_written_exits_with_1()
    {
        var (exit, error) = Run("--events", "5", "--out", Path.Combine(_folder, "no", "such", "folder"));
        Assert.Equal(1, exit);
        Assert.NotEmpty(error);
    }

    private static (int Exit, string Error) Run(params string[] args)
    {
        using var error = new StringWriter();
        return (new GenerateCommand().Run(args, error), error.ToString());
    }
}
