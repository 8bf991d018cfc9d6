using StreamEngine.Architecture.Tests.Assemblies;
using StreamEngine.Architecture.Tests.Repository;

namespace StreamEngine.Architecture.Tests.Dependencies;

public sealed class DependencyTests
{
    [Fact]
    public void Every_product_project_has_its_place() =>
        Assert.Empty(ProjectFile.Products.Select(project => project.Name).Except(Arrows.Projects.Keys));

    [Fact]
    public void Projects_reference_only_what_the_arrows_allow() =>
        Assert.Empty(
            from project in ProjectFile.Products
            from reference in project.Projects.Except(Arrows.Projects[project.Name])
            select $"{project.Name} -> {reference}");

    [Fact]
    public void Projects_use_only_their_packages() =>
        Assert.Empty(
            from project in ProjectFile.Products
            where Arrows.Packages.ContainsKey(project.Name)
            from package in project.Packages.Except(Arrows.Packages[project.Name])
            select $"{project.Name} -> {package}");

    /// <summary>
    /// What the compiler wrote down: also finds a use that came in through somebody else's reference.
    /// </summary>
    [Fact]
    public void Assemblies_name_only_what_the_arrows_allow() =>
        Assert.Empty(
            from assembly in AssemblyFile.Products
            from reference in assembly.References.Where(IsOurs)
            where !Arrows.Projects[assembly.Name].Contains(reference)
            select $"{assembly.Name} -> {reference}");

    [Fact]
    public void A_library_with_an_owner_is_named_by_nobody_else() =>
        Assert.Empty(
            from assembly in AssemblyFile.Products
            from reference in assembly.References
            where Arrows.Owners.TryGetValue(reference, out var owner) && owner != assembly.Name
            select $"{assembly.Name} -> {reference}");

    [Fact]
    public void Core_names_nothing_but_the_framework_and_its_two_packages() =>
        Assert.Empty(
            AssemblyFile.Products.Single(assembly => assembly.Name == "StreamEngine.Core").References
                .Where(name => !IsFramework(name)).Except(["System.Reactive", "System.IO.Hashing"]));

    [Fact]
    public void Every_project_is_in_the_solution()
    {
        var solution = Checkout.Texts.Single(file => file.Path == "StreamEngine.sln").Text.Replace('\\', '/');
        var projects = Checkout.Texts.Select(file => file.Path)
            .Where(path => path.EndsWith(".csproj", StringComparison.Ordinal)).ToList();
        Assert.Equal([], projects.FindAll(path => !solution.Contains($"\"{path}\"", StringComparison.Ordinal)));
    }

    [Fact]
    public void A_project_file_is_read_with_its_references()
    {
        var project = ProjectFile.Parse("X", """
            <Project><ItemGroup>
              <PackageReference Include="P" /><ProjectReference Include="..\a/B.C.csproj" />
            </ItemGroup></Project>
            """);
        Assert.Equal(["P"], project.Packages);
        Assert.Equal(["B.C"], project.Projects);
    }

    [Fact]
    public void The_references_of_an_assembly_are_read() =>
        Assert.Contains("xunit.v3.core", AssemblyFile.This.References);

    private static bool IsOurs(string assembly) => assembly.StartsWith("StreamEngine.", StringComparison.Ordinal);

    private static bool IsFramework(string assembly) =>
        assembly.StartsWith("System.", StringComparison.Ordinal)
        && File.Exists(Path.Combine(Path.GetDirectoryName(typeof(object).Assembly.Location)!, assembly + ".dll"));
}
