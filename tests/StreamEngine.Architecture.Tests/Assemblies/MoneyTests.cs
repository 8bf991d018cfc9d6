namespace StreamEngine.Architecture.Tests.Assemblies;

public sealed class MoneyTests
{
    [Fact]
    public void Commerce_computes_without_floating_point() =>
        Assert.Empty(FloatRule.Uses(AssemblyFile.Of("StreamEngine.Commerce")));

    /// <summary>
    /// Beside the estimates of lifetime value, which are no figures, the report does not compute with it.
    /// </summary>
    [Fact]
    public void The_report_computes_figures_without_floating_point()
    {
        string[] estimates = ["Report.Lifetime.", "Report.PurchaseFile", "Report.ReportPage"];
        Assert.DoesNotContain(FloatRule.Uses(AssemblyFile.Of("StreamEngine.Host")), use =>
            use.StartsWith("StreamEngine.Host.Report.", StringComparison.Ordinal)
            && !estimates.Any(name => use.Contains(name, StringComparison.Ordinal)));
    }

    [Theory]
    [InlineData("StreamEngine.Core"), InlineData("StreamEngine.Commerce"), InlineData("StreamEngine.Schemas")]
    [InlineData("StreamEngine.Connectors.Files")]
    public void No_decimal_goes_through_floating_point(string project) =>
        Assert.Empty(FloatRule.ConversionsOfDecimals(AssemblyFile.Of(project)));

    [Fact]
    public void The_rule_finds_fields_properties_parameters_and_locals()
    {
        var name = typeof(Forbidden).FullName;
        var found = FloatRule.Uses(AssemblyFile.This).ToList();
        string[] expected = ["_field", "get_Property()", "set_Property()", "Parameter()", "Local()"];
        Assert.All(expected, member => Assert.Contains($"{name}.{member}", found));
    }

    [Fact]
    public void The_rule_finds_conversions_both_ways() =>
        Assert.Equal(2, FloatRule.ConversionsOfDecimals(AssemblyFile.This).Count());
}
