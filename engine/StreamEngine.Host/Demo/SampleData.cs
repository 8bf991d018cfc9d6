using StreamEngine.Connectors.Files.Inputs;
using StreamEngine.Host.Commands;

namespace StreamEngine.Host.Demo;

/// <summary>The shop data that ships: beside the program, or in the checkout that it was built from.</summary>
internal static class SampleData
{
    private const string Folder = "samples";
    private static readonly (string Format, string Name)[] Inputs =
        [("uci-online-retail", "uci-online-retail"), ("otto", "otto")];

    /// <summary>The inputs.</summary>
    /// <exception cref="CommandFailedException">They are not there.</exception>
    public static IReadOnlyList<FileInput> Find()
    {
        foreach (var start in (string[])[AppContext.BaseDirectory, Directory.GetCurrentDirectory()])
        {
            for (var folder = new DirectoryInfo(start); folder is not null; folder = folder.Parent)
            {
                var samples = Path.Combine(folder.FullName, Folder);
                if (Array.TrueForAll(Inputs, input => Directory.Exists(Path.Combine(samples, input.Name))))
                    return [.. Inputs.Select(i => FileInput.Parse($"{i.Format}:{Path.Combine(samples, i.Name)}"))];
            }
        }

        throw new CommandFailedException("The shop data of the demo is not there: a folder 'samples' is looked for "
            + $"beside the program ({AppContext.BaseDirectory}), in the working folder, and above both.");
    }
}
