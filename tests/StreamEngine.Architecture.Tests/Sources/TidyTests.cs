using StreamEngine.Architecture.Tests.Repository;

namespace StreamEngine.Architecture.Tests.Sources;

/// <summary>Holds the whole project to the rules of style that a compiler does not know.</summary>
public sealed class TidyTests
{
    [Fact]
    public void Files_are_short() => Check("file-length", Checkout.Code, LengthRule.LongFiles);

    [Fact]
    public void Functions_are_short() => Check("function-length", Checkout.Code, LengthRule.LongFunctions);

    [Fact]
    public void Lines_fit_120_columns() => Check("line-length", Checkout.Texts, LengthRule.LongLines);

    [Fact]
    public void Nothing_is_marked_unfinished() => Check("unfinished", Checkout.Texts, WordRule.UnfinishedWork);

    [Fact]
    public void No_path_of_a_machine_is_written_down() =>
        Check("machine-path", Checkout.Texts, WordRule.PathsOfMachines);

    [Fact]
    public void Rules_and_tests_read_no_clock_and_no_chance() =>
        Check("clock", Checkout.Code.Where(ClockRule.Covers), ClockRule.Uses);

    [Fact]
    public void No_code_is_commented_out() => Check("commented-out", Checkout.Code, CodeRule.CommentedOutCode);

    [Fact]
    public void No_exception_is_swallowed() => Check("swallowed", Checkout.Code, CodeRule.SwallowedExceptions);

    [Fact]
    public void No_test_is_switched_off() => Check("switched-off", Checkout.Code, CodeRule.TestsSwitchedOff);

    [Fact]
    public void Pages_have_one_title() => Check("title", Pages, MarkdownRule.Titles);

    [Fact]
    public void Links_between_pages_lead_somewhere() =>
        Check("link", Pages, page => MarkdownRule.BrokenLinks(page, Exists));

    private static IEnumerable<TextFile> Pages =>
        Checkout.Texts.Where(file => file.Path.EndsWith(".md", StringComparison.Ordinal));

    private static bool Exists(string path) => Path.Exists(Path.Combine(Checkout.Root, path));

    private static void Check(string rule, IEnumerable<TextFile> files, Func<TextFile, IEnumerable<Finding>> find)
    {
        var checkedFiles = files.ToList();
        Assert.NotEmpty(checkedFiles);
        Allowances.Check(rule, checkedFiles.SelectMany(find));
    }
}
