using System.Xml.Linq;
using StreamEngine.Architecture.Tests.Repository;

namespace StreamEngine.Architecture.Tests.Dependencies;

/// <summary>A product project and what it says it needs.</summary>
internal sealed record ProjectFile(string Name, IReadOnlyList<string> Projects, IReadOnlyList<string> Packages)
{
    private static readonly string[] ProductFolders = ["engine/", "connectors/", "schemas/"];

    public static IReadOnlyList<ProjectFile> Products { get; } =
    [
        .. Checkout.Texts.Where(file => file.Path.EndsWith(".csproj", StringComparison.Ordinal))
            .Where(file => ProductFolders.Any(folder => file.Path.StartsWith(folder, StringComparison.Ordinal)))
            .Select(file => Parse(Path.GetFileNameWithoutExtension(file.Path), file.Text)),
    ];

    public static ProjectFile Parse(string name, string text)
    {
        var project = XDocument.Parse(text);
        return new ProjectFile(
            name,
            [.. Includes("ProjectReference").Select(include => include.Replace('\\', '/')).Select(NameOf)],
            [.. Includes("PackageReference")]);

        static string NameOf(string path) => Path.GetFileNameWithoutExtension(path);

        IEnumerable<string> Includes(string element) =>
            project.Descendants(element).Select(item => item.Attribute("Include")?.Value ?? "");
    }
}
