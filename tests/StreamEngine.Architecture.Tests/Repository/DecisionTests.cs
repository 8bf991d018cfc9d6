namespace StreamEngine.Architecture.Tests.Repository;

/// <summary>The pages of docs/adr: each says the same four things, and the list there names it.</summary>
public sealed class DecisionTests
{
    private const string Folder = "docs/adr/";

    private static IEnumerable<TextFile> Decisions => Checkout.Texts.Where(file =>
        file.Path.StartsWith(Folder, StringComparison.Ordinal) && char.IsAsciiDigit(file.Path[Folder.Length]));

    [Fact]
    public void Each_decision_has_its_number_and_its_four_sections() => Assert.All(Decisions, page =>
    {
        var number = page.Path[Folder.Length..(Folder.Length + 4)];
        Assert.StartsWith($"# {number}: ", page.Text, StringComparison.Ordinal);
        Assert.Equal(
            ["## Status", "## Context", "## Decision", "## Consequences"],
            page.Lines.Where(line => line.StartsWith("## ", StringComparison.Ordinal)));
    });

    [Fact]
    public void The_list_names_each_decision_once()
    {
        var list = Checkout.Texts.Single(file => file.Path == Folder + "README.md").Text;
        Assert.NotEmpty(Decisions);
        Assert.All(Decisions, page => Assert.Single(
            list.Split('\n'), line => line.Contains($"]({page.Path[Folder.Length..]})", StringComparison.Ordinal)));
        Assert.Distinct(Decisions.Select(page => page.Path[Folder.Length..(Folder.Length + 4)]));
    }
}
