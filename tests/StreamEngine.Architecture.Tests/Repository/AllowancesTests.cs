namespace StreamEngine.Architecture.Tests.Repository;

public sealed class AllowancesTests
{
    private static readonly Finding[] Two = [new("a.cs", 1, "bad"), new("a.cs", 2, "bad")];

    [Fact]
    public void A_finding_without_allowance_is_a_complaint() =>
        Assert.Equal(
            ["a.cs:1: bad", "a.cs:2: bad"], Allowances.Compare("r", Two, Allowances.Read("r | a.cs | 1 | why")));

    [Fact]
    public void As_many_findings_as_allowed_are_none() =>
        Assert.Empty(Allowances.Compare("r", Two, Allowances.Read("# comment\n\nr | a.cs | 2 | why\n")));

    [Fact]
    public void An_allowance_of_another_rule_or_file_does_not_count()
    {
        Assert.Equal(2, Allowances.Compare("r", Two, Allowances.Read("other | a.cs | 2 | why")).Count);
        Assert.Equal(3, Allowances.Compare("r", Two, Allowances.Read("r | b.cs | 2 | why")).Count);
    }

    [Fact]
    public void An_allowance_that_is_too_large_is_a_complaint() =>
        Assert.Contains("lower", Assert.Single(Allowances.Compare("r", Two, Allowances.Read("r | a.cs | 3 | why"))),
            StringComparison.Ordinal);

    [Theory]
    [InlineData("r | a.cs | 1"), InlineData("r | a.cs | 1 |"), InlineData("r | a.cs | many | why")]
    public void An_allowance_needs_a_count_and_a_reason(string line) =>
        Assert.Throws<FormatException>(() => Allowances.Read(line));
}
