using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Syntax;
using StreamEngine.Architecture.Tests.Repository;

namespace StreamEngine.Architecture.Tests.Sources;

/// <summary>Dead code, swallowed exceptions and tests that are switched off.</summary>
internal static class CodeRule
{
    /// <summary>Comments that are a statement of C# rather than of English.</summary>
    public static IEnumerable<Finding> CommentedOutCode(TextFile file) =>
        from trivia in file.Syntax.DescendantTrivia()
        where trivia.IsKind(SyntaxKind.SingleLineCommentTrivia)
        let text = trivia.ToString().TrimStart('/').Trim()
        where IsStatement(text)
        select new Finding(file.Path, trivia.GetLocation().GetLineSpan().StartLinePosition.Line + 1, $"code: {text}");

    public static IEnumerable<Finding> SwallowedExceptions(TextFile file) =>
        from clause in file.Syntax.DescendantNodes().OfType<CatchClauseSyntax>()
        where clause.Block.Statements.Count == 0
        select new Finding(file.Path, TextFile.LineOf(clause), "an exception is swallowed");

    /// <summary>A test says at run time why it cannot run here; an attribute would say it for ever.</summary>
    public static IEnumerable<Finding> TestsSwitchedOff(TextFile file) =>
        from argument in file.Syntax.DescendantNodes().OfType<AttributeArgumentSyntax>()
        where argument.NameEquals?.Name.Identifier.Text == "Skip"
        select new Finding(file.Path, TextFile.LineOf(argument), "a test is switched off");

    private static bool IsStatement(string text)
    {
        if (!text.EndsWith(';') || !text.AsSpan().ContainsAny("(=.[")) return false;
        var statement = SyntaxFactory.ParseStatement(text);
        return !statement.ContainsDiagnostics && statement.FullSpan.Length == text.Length;
    }
}
