using StreamEngine.Architecture.Tests.Repository;

namespace StreamEngine.Architecture.Tests.Assemblies;

public sealed class CallTests
{
    private const string BannedInEngine = "eng/BannedSymbols.Engine.txt";

    [Theory]
    [InlineData("StreamEngine.Core"), InlineData("StreamEngine.Commerce"), InlineData("StreamEngine.Schemas")]
    [InlineData("StreamEngine.Runtime"), InlineData("StreamEngine.State")]
    public void Engine_code_calls_no_clock_no_chance_no_culture_and_no_thread(string project) =>
        Assert.Empty(CallRule.Uses(AssemblyFile.Of(project)));

    [Theory]
    [InlineData("engine/StreamEngine.Core"), InlineData("engine/StreamEngine.Commerce")]
    [InlineData("schemas/StreamEngine.Schemas"), InlineData("engine/StreamEngine.Runtime")]
    [InlineData("engine/StreamEngine.State")]
    public void The_compiler_refuses_them_there(string folder)
    {
        var path = Path.Combine(Checkout.Root, folder, Path.GetFileName(folder) + ".csproj");
        Assert.Contains(
            "<DeterministicEngine>true</DeterministicEngine>", File.ReadAllText(path), StringComparison.Ordinal);
    }

    [Fact]
    public void The_compiler_knows_everything_that_is_forbidden()
    {
        var banned = new[] { BannedInEngine, "eng/BannedSymbols.txt" }
            .SelectMany(path => File.ReadAllLines(Path.Combine(Checkout.Root, path)))
            .Select(line => line[2..line.IndexOf(';', StringComparison.Ordinal)].Split('(', '`')[0]).ToHashSet();
        Assert.All(CallRule.Names, name => Assert.Contains(name, banned));
    }

    [Fact]
    public void Each_ban_gives_its_reason() => Assert.All(
        File.ReadAllLines(Path.Combine(Checkout.Root, BannedInEngine)),
        line => Assert.Matches("^[TMP]:[^;]+;.+", line));

    [Fact]
    public void The_rule_finds_calls_and_types()
    {
        var found = CallRule.Uses(AssemblyFile.This).ToList();
        foreach (var name in (string[])["System.HashCode", "System.String.GetHashCode",
            "System.Environment.get_MachineName"])
            Assert.Contains(found, use => use.EndsWith(" uses " + name, StringComparison.Ordinal));
    }
}
