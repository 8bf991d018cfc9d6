using StreamEngine.Connectors.Files.Sources;
using StreamEngine.Runtime.Ledger;

namespace StreamEngine.Host.Replay;

/// <summary>The books of a replay: one ledger an input, named as on the command line.</summary>
public sealed class InputLedgers
{
    private readonly LedgerColumns[] _byInput;
    private readonly FileSource _source;

    /// <summary>Opens empty books.</summary>
    public InputLedgers(FileSource source)
    {
        _source = source;
        ByName = [];
        _byInput = [.. source.Inputs.Select(input => LedgerOf(input.Name))];
    }

    /// <summary>The ledgers in the order of the inputs; an input that is given twice has one.</summary>
    public List<(string Name, LedgerColumns Ledger)> ByName { get; }

    /// <summary>The ledger of an input.</summary>
    public LedgerColumns OfInput(int input) => _byInput[input];

    /// <summary>The ledger of the input that a file belongs to.</summary>
    public LedgerColumns OfFile(int file) => _byInput[_source.InputOf(file)];

    /// <summary>All books together.</summary>
    public LedgerColumns Total()
    {
        var total = new LedgerColumns();
        foreach (var (_, ledger) in ByName) total.Add(ledger);
        return total;
    }

    private LedgerColumns LedgerOf(string name)
    {
        foreach (var (known, ledger) in ByName)
            if (known == name) return ledger;
        var added = new LedgerColumns();
        ByName.Add((name, added));
        return added;
    }
}
