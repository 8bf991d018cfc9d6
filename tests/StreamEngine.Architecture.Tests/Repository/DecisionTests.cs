namespace StreamEngine.Architecture.Tests.Repository;

/// <summary>The pages of docs/adr: each says the same four things.</summary>
public sealed class DecisionTests
{
    private const string Folder = "docs/adr/";

    private static IEnumerable<TextFile> Decisions => Checkout.Texts.Where(file =>
        file.Path.StartsWith(Folder, StringComparison.Ordinal) && char.IsAsciiDigit(file.Path[Folder.Length]));

    [Fact]
    public void Each_decision_has_its_number_and_its_four_sections() => Assert.All(Decisions, page =>
    {
        var number = page.Path[Folder.Length..(Folder.Length + 4)].TrimStart('0');
        Assert.Matches($"^# 0*{number}[.:] ", page.Text);
        Assert.Equal(
            ["## Status", "## Context", "## Decision", "## Consequences"],
            page.Lines.Where(line => line.StartsWith("## ", StringComparison.Ordinal)));
    });

    [Fact]
    public void No_number_is_given_twice() =>
        Assert.Distinct(Decisions.Select(page => page.Path[Folder.Length..(Folder.Length + 4)]));
}
