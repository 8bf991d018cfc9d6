using StreamEngine.Connectors.Files.Inputs;

namespace StreamEngine.Connectors.Files.Tests.Inputs;

public sealed class FileInputTests : IDisposable
{
    private readonly Workspace _work = new();

    public void Dispose() => _work.Dispose();

    [Theory]
    [InlineData("uci-online-retail", FileFormat.UciOnlineRetail)]
    [InlineData("rees46", FileFormat.Rees46)]
    [InlineData("otto", FileFormat.Otto)]
    [InlineData("retailrocket", FileFormat.RetailRocket)]
    [InlineData("segment", FileFormat.Segment)]
    [InlineData("events", FileFormat.Events)]
    [InlineData("avro", FileFormat.Avro)]
    public void Every_format_has_its_name(string name, FileFormat format)
    {
        var path = _work.Write("a.x", "");
        var input = FileInput.Parse($"{name}:{path}");
        Assert.Equal(format, input.Format);
        Assert.Equal([path], input.Paths);
        Assert.Equal($"{name}:{path}", input.Name);
    }

    [Fact]
    public void An_unknown_format_is_answered_with_those_allowed() => AssertRefused(
        "parquet:x", "parquet", "uci-online-retail, rees46, otto, retailrocket, segment, events, avro");

    [Theory]
    [InlineData("events"), InlineData("events:"), InlineData(":a"), InlineData("")]
    public void Text_without_format_or_path_is_refused(string text) => AssertRefused(text, $"'{text}'", "FORMAT:PATH");

    [Fact]
    public void A_missing_file_is_named() =>
        AssertRefused($"events:{_work.PathOf("no.jsonl")}", _work.PathOf("no.jsonl"));

    [Fact]
    public void A_folder_without_files_of_the_format_is_refused()
    {
        _work.Write("README.md", "");
        AssertRefused($"otto:{_work.Folder}", ".jsonl");
    }

    [Fact]
    public void A_glob_without_a_match_is_refused() => AssertRefused($"otto:{_work.Folder}/*.jsonl", "*.jsonl");

    [Fact]
    public void A_folder_gives_its_files_of_the_format_in_ordinal_order()
    {
        Write("b.csv", "a.csv.gz", "B.csv", "README.md", ".hidden.csv", "inner/c.csv", "a.jsonl");
        AssertNames($"rees46:{_work.Folder}", "B.csv", "a.csv.gz", "b.csv");
    }

    [Theory]
    [InlineData("*.csv", "a1.csv", "a2.csv")]
    [InlineData("a?.csv*", "a1.csv", "a2.csv", "a3.csv.gz")]
    [InlineData("in*/x.csv", "in1/x.csv", "in2/x.csv")]
    [InlineData("**/x.csv", "in1/deep/x.csv", "in1/x.csv", "in2/x.csv")]
    [InlineData("in1/**", "in1/deep/x.csv", "in1/x.csv", "in1/y.csv")]
    [InlineData("in1/../a1.*", "in1/../a1.csv")]
    public void A_glob_gives_what_it_matches_in_ordinal_order(string glob, params string[] names)
    {
        Write("a2.csv", "a1.csv", "a3.csv.gz", "in2/x.csv", "in1/x.csv", "in1/y.csv", "in1/deep/x.csv");
        AssertNames($"rees46:{_work.Folder}/{glob}", names);
    }

    [Fact]
    public void A_file_whose_name_looks_like_a_glob_is_that_file()
    {
        _work.Write("ab.csv", "");
        _work.Write("a*.csv", "");
        AssertNames($"rees46:{_work.Folder}/a*.csv", "a*.csv");
    }

    private void Write(params string[] names)
    {
        foreach (var name in names) _work.Write(name, "");
    }

    private void AssertNames(string text, params string[] names) =>
        Assert.Equal(names, FileInput.Parse(text).Paths.Select(path => path[(_work.Folder.Length + 1)..]));

    private static void AssertRefused(string text, params string[] parts)
    {
        var refusal = Assert.Throws<FileInputException>(() => FileInput.Parse(text));
        Assert.DoesNotContain('\n', refusal.Message);
        Assert.All(parts, part => Assert.Contains(part, refusal.Message, StringComparison.Ordinal));
        Assert.False(FileInput.TryParse(text, out var input, out var error));
        Assert.Null(input);
        Assert.Equal(refusal.Message, error);
    }
}
