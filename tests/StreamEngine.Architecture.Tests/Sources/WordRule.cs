using System.Text.RegularExpressions;
using StreamEngine.Architecture.Tests.Repository;

namespace StreamEngine.Architecture.Tests.Sources;

/// <summary>
/// Words that do not belong into a finished work. They are put together here so as not to find themselves.
/// </summary>
internal static class WordRule
{
    private static readonly string[] Unfinished =
        ["TO" + "DO", "FIX" + "ME", "HA" + "CK", "NotImplemented" + "Exception"];

    private static readonly string[] MachinePaths = ["work", "root", "tmp", "home"];

    private static readonly Regex Words = new($@"\b({string.Join('|', Unfinished)})\b", RegexOptions.Compiled);

    /// <summary>
    /// An absolute path begins after nothing that could make it a part of a longer name or an address.
    /// </summary>
    private static readonly Regex Paths =
        new($@"(?<![\w.\-/}})])/({string.Join('|', MachinePaths)})/", RegexOptions.Compiled);

    public static IEnumerable<Finding> UnfinishedWork(TextFile file) => Find(file, Words, "unfinished");

    public static IEnumerable<Finding> PathsOfMachines(TextFile file) => Find(file, Paths, "a path of some machine");

    private static IEnumerable<Finding> Find(TextFile file, Regex pattern, string message)
    {
        for (var i = 0; i < file.Lines.Length; i++)
        {
            var match = pattern.Match(file.Lines[i]);
            if (match.Success) yield return new(file.Path, i + 1, $"{message}: {match.Value}");
        }
    }
}
