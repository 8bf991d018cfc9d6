using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Syntax;
using StreamEngine.Architecture.Tests.Repository;

namespace StreamEngine.Architecture.Tests.Sources;

/// <summary>
/// Clocks, sleeps and chance: in rules they would make results differ from run to run, in tests they make them flaky.
/// </summary>
internal static class ClockRule
{
    private static readonly string[] Folders =
    [
        "tests/", "schemas/", "engine/StreamEngine.Core/", "engine/StreamEngine.Commerce/",
        "engine/StreamEngine.State/", "engine/StreamEngine.Runtime/", "engine/StreamEngine.Simulation/",
    ];

    private static readonly string[] Members =
    [
        "DateTime.Now", "DateTime.UtcNow", "DateTime.Today", "DateTimeOffset.Now", "DateTimeOffset.UtcNow",
        "TimeProvider.System", "Environment.TickCount", "Environment.TickCount64", "Thread.Sleep", "Task.Delay",
        "Random.Shared", "Guid.NewGuid", "Guid.CreateVersion7",
    ];

    private static readonly string[] Types = ["Stopwatch"];

    public static bool Covers(TextFile file) =>
        Folders.Any(folder => file.Path.StartsWith(folder, StringComparison.Ordinal));

    public static IEnumerable<Finding> Uses(TextFile file)
    {
        foreach (var node in file.Syntax.DescendantNodes())
        {
            var use = node switch
            {
                MemberAccessExpressionSyntax access => MemberUse(access),
                IdentifierNameSyntax name when Types.Contains(name.Identifier.Text) => name.Identifier.Text,
                ObjectCreationExpressionSyntax { ArgumentList.Arguments.Count: 0, Type: IdentifierNameSyntax type }
                    when type.Identifier.Text == "Random" => "new Random()",
                _ => null,
            };
            if (use is not null) yield return new(file.Path, TextFile.LineOf(node), use);
        }
    }

    private static string? MemberUse(MemberAccessExpressionSyntax access)
    {
        var owner = access.Expression switch
        {
            IdentifierNameSyntax name => name.Identifier.Text,
            MemberAccessExpressionSyntax qualified => qualified.Name.Identifier.Text,
            _ => null,
        };
        var use = $"{owner}.{access.Name.Identifier.Text}";
        return owner is not null && Members.Contains(use) ? use : null;
    }
}
