using System.Text.RegularExpressions;

namespace StreamEngine.Architecture.Tests.Repository;

/// <summary>A promise is only as good as the test that it names.</summary>
public sealed partial class GuaranteesTests
{
    [Fact]
    public void Every_test_that_a_promise_names_is_there()
    {
        var page = Checkout.Texts.Single(file => file.Path == "docs/guarantees.md");
        var named = TestName().Matches(page.Text).Select(match => match.Groups[1].Value).Distinct().ToList();
        Assert.True(named.Count > 20);
        var tests = string.Join('\n', Checkout.Code
            .Where(file => file.Path.StartsWith("tests/", StringComparison.Ordinal)).Select(file => file.Text));
        Assert.Equal([], named.FindAll(name => !Regex.IsMatch(tests, $@"(void|Task) {name}\(")));
    }

    [Fact]
    public void Every_promise_names_a_test()
    {
        var page = Checkout.Texts.Single(file => file.Path == "docs/guarantees.md");
        var tables = page.Text.Split("## By connector")[0];
        var rows = tables.Split('\n').Where(line => line.StartsWith("| ", StringComparison.Ordinal)
            && !line.StartsWith("| promise", StringComparison.Ordinal)
            && !line.StartsWith("| ---", StringComparison.Ordinal)).ToList();
        Assert.NotEmpty(rows);
        Assert.Equal([], rows.FindAll(row => !TestName().IsMatch(row)));
    }

    [GeneratedRegex(@"`([A-Z][A-Za-z0-9]*_[A-Za-z0-9_]+)`")]
    private static partial Regex TestName();
}
