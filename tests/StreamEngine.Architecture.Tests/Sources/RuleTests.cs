using StreamEngine.Architecture.Tests.Repository;

namespace StreamEngine.Architecture.Tests.Sources;

/// <summary>Shows that each rule finds what it forbids, and leaves the rest alone.</summary>
public sealed class RuleTests
{
    [Theory]
    [InlineData("engine/A.cs", 400, 0), InlineData("engine/A.cs", 401, 1)]
    [InlineData("tests/A.cs", 600, 0), InlineData("tests/A.cs", 601, 1)]
    public void A_file_may_have_400_lines_and_a_test_600(string path, int lines, int findings) =>
        Assert.Equal(findings, LengthRule.LongFiles(new TextFile(path, Repeat("//\n", lines))).Count());

    [Theory]
    [InlineData(67, 0), InlineData(68, 1)]
    public void A_function_may_have_70_lines(int statements, int findings)
    {
        var method = $"class C\n{{\nvoid M()\n{{\n{Repeat("F();\n", statements)}}}\n}}\n";
        Assert.Equal(findings, LengthRule.LongFunctions(new TextFile("a.cs", method)).Count());
    }

    [Fact]
    public void A_local_function_and_an_accessor_count_too()
    {
        var body = "{\n" + Repeat("F();\n", 80) + "}";
        var local = new TextFile("a.cs", $"class C {{ void M() {{ void L() {body} }} }}");
        var accessor = new TextFile("a.cs", $"class C {{ int P {{ set {body} }} }}");
        Assert.Equal(2, LengthRule.LongFunctions(local).Count());
        Assert.Single(LengthRule.LongFunctions(accessor));
    }

    [Theory]
    [InlineData("a.cs", "// ", 1), InlineData("a.md", "So ", 1), InlineData("a.md", "| table ", 0)]
    [InlineData("a.csproj", "a b ", 0), InlineData("a.md", "https://", 0)]
    public void A_line_may_have_120_columns(string path, string begin, int findings)
    {
        Assert.Equal(findings, LengthRule.LongLines(new TextFile(path, begin.PadRight(121, 'x'))).Count());
        Assert.Empty(LengthRule.LongLines(new TextFile(path, begin.PadRight(120, 'x'))));
    }

    [Theory]
    [InlineData("// TO" + "DO: later", 1), InlineData("throw new NotImplemented" + "Exception();", 1)]
    [InlineData("shacks and todos", 0), InlineData("HA" + "CKATHON", 0), InlineData("FIX" + "ME", 1)]
    public void Marks_of_unfinished_work_are_found(string line, int findings) =>
        Assert.Equal(findings, WordRule.UnfinishedWork(new TextFile("a.cs", line)).Count());

    [Theory]
    [InlineData("see /wo" + "rk/main", 1), InlineData("\"/ro" + "ot/x\"", 1), InlineData("cd /tm" + "p/a", 1)]
    [InlineData("docs/work/x", 0), InlineData("https://example/home/x", 0), InlineData("$HOME/work/x", 0)]
    public void Paths_of_machines_are_found(string line, int findings) =>
        Assert.Equal(findings, WordRule.PathsOfMachines(new TextFile("a.md", line)).Count());

    [Theory]
    [InlineData("var t = DateTime.UtcNow;", 1), InlineData("var t = System.DateTime.UtcNow;", 1)]
    [InlineData("await Task.Delay(5);", 1), InlineData("var w = Stopwatch.StartNew();", 1)]
    [InlineData("var r = new Random();", 1), InlineData("var r = new Random(7);", 0)]
    [InlineData("var r = _clock.UtcNow;", 0), InlineData("// DateTime.UtcNow\nvar s = \"DateTime.UtcNow\";", 0)]
    public void Clocks_sleeps_and_chance_are_found(string statement, int findings)
    {
        var file = new TextFile("tests/a.cs", $"class C {{ async Task M() {{ {statement}\n }} }}");
        Assert.Equal(findings, ClockRule.Uses(file).Count());
    }

    [Theory]
    [InlineData("tests/X/A.cs", true), InlineData("engine/StreamEngine.Core/A.cs", true)]
    [InlineData("engine/StreamEngine.Host/A.cs", false), InlineData("perf/X/A.cs", false)]
    public void Clocks_are_looked_for_in_rules_and_tests(string path, bool covered) =>
        Assert.Equal(covered, ClockRule.Covers(new TextFile(path, "")));

    [Theory]
    [InlineData("// var x = Compute(5);", 1), InlineData("// return;", 0), InlineData("// queue.Clear();", 1)]
    [InlineData("// The order (of the cart) is closed; see above.", 0), InlineData("/// <c>Run();</c>", 0)]
    [InlineData("// It is empty when the cart (see Carts) was merged;", 0)]
    public void Code_in_comments_is_found(string comment, int findings) =>
        Assert.Equal(findings, CodeRule.CommentedOutCode(new TextFile("a.cs", comment + "\nclass C;")).Count());

    [Theory]
    [InlineData("catch { }", 1), InlineData("catch (Exception) { /* why */ }", 1), InlineData("catch { throw; }", 0)]
    public void Swallowed_exceptions_are_found(string clause, int findings)
    {
        var file = new TextFile("a.cs", $"class C {{ void M() {{ try {{ F(); }} {clause} }} }}");
        Assert.Equal(findings, CodeRule.SwallowedExceptions(file).Count());
    }

    [Theory]
    [InlineData("[Fact(Skip = \"slow\")]", 1), InlineData("[Fact]", 0)]
    public void Tests_switched_off_are_found(string attribute, int findings)
    {
        var file = new TextFile("a.cs", $"class C {{ {attribute} void M() {{ }} }}");
        Assert.Equal(findings, CodeRule.TestsSwitchedOff(file).Count());
    }

    [Theory]
    [InlineData("# One\n\n## Two\n", 0), InlineData("# One\n# Two\n", 1), InlineData("One\n", 1)]
    [InlineData("# One\n```\n# a comment\n```\n", 0)]
    public void A_page_has_one_title(string text, int findings) =>
        Assert.Equal(findings, MarkdownRule.Titles(new TextFile("a.md", text)).Count());

    [Theory]
    [InlineData("docs/a.md", "[b](b.md#part) [c](../c.md)", 0), InlineData("docs/a.md", "[x](x.md)", 1)]
    [InlineData("a.md", "[b](docs/b.md) [y](https://example/y) [z](#here)", 0)]
    public void Links_that_lead_nowhere_are_found(string path, string text, int findings)
    {
        string[] there = ["docs/b.md", "c.md"];
        Assert.Equal(findings, MarkdownRule.BrokenLinks(new TextFile(path, text), there.Contains).Count());
    }

    private static string Repeat(string text, int times) => string.Concat(Enumerable.Repeat(text, times));
}
