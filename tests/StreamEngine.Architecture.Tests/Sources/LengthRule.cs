using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp.Syntax;
using StreamEngine.Architecture.Tests.Repository;

namespace StreamEngine.Architecture.Tests.Sources;

/// <summary>How long lines, functions and files may be.</summary>
internal static class LengthRule
{
    public const int CodeLinesMax = 400;
    public const int TestLinesMax = 600;
    public const int FunctionLinesMax = 70;
    public const int ColumnsMax = 120;

    public static IEnumerable<Finding> LongFiles(TextFile file)
    {
        var max = file.IsTest ? TestLinesMax : CodeLinesMax;
        if (file.Lines.Length > max) yield return new(file.Path, max + 1, $"{file.Lines.Length} lines; at most {max}");
    }

    public static IEnumerable<Finding> LongFunctions(TextFile file) =>
        from function in file.Syntax.DescendantNodes()
        where function is BaseMethodDeclarationSyntax or AccessorDeclarationSyntax or LocalFunctionStatementSyntax
        let span = function.GetLocation().GetLineSpan()
        let lines = span.EndLinePosition.Line - span.StartLinePosition.Line + 1
        where lines > FunctionLinesMax
        select new Finding(file.Path, TextFile.LineOf(function),
            $"a function of {lines} lines; at most {FunctionLinesMax}");

    /// <summary>Tables and addresses of Markdown cannot be wrapped; a project file's lines are not prose.</summary>
    public static IEnumerable<Finding> LongLines(TextFile file)
    {
        if (!file.Path.EndsWith(".cs", StringComparison.Ordinal)
            && !file.Path.EndsWith(".md", StringComparison.Ordinal))
            yield break;
        for (var i = 0; i < file.Lines.Length; i++)
        {
            var line = file.Lines[i];
            if (line.Length <= ColumnsMax || line.StartsWith('|') || !line.Trim().Contains(' ')) continue;
            yield return new(file.Path, i + 1, $"{line.Length} columns; at most {ColumnsMax}");
        }
    }
}
