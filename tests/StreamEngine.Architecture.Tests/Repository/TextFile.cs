using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;

namespace StreamEngine.Architecture.Tests.Repository;

/// <summary>A text file of the project, by its path from the root.</summary>
internal sealed class TextFile(string path, string text)
{
    private readonly Lazy<SyntaxNode> _syntax = new(() => CSharpSyntaxTree.ParseText(text).GetRoot());

    public string Path { get; } = path;

    public string Text { get; } = text;

    public string[] Lines { get; } = text.ReplaceLineEndings("\n").TrimEnd('\n').Split('\n');

    /// <summary>The file as C#.</summary>
    public SyntaxNode Syntax => _syntax.Value;

    public bool IsTest => Path.StartsWith("tests/", StringComparison.Ordinal);

    /// <summary>The line, from 1, on which the node or token begins.</summary>
    public static int LineOf(SyntaxNodeOrToken item) => item.GetLocation()!.GetLineSpan().StartLinePosition.Line + 1;
}
