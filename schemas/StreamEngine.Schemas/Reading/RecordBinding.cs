using System.Collections.Frozen;

namespace StreamEngine.Schemas.Reading;

/// <summary>
/// Gives ids to the fields of a reader's schema: what a <see cref="IRecordTarget"/> gets. A path is dotted:
/// <c>eventId</c>, <c>context.userAgent</c>, <c>lines</c> (the array, for its items), <c>lines.productId</c>. Fields
/// without an id are checked and skipped. Immutable.
/// </summary>
public sealed class RecordBinding
{
    private readonly FrozenDictionary<string, int> _ids;
    private readonly FrozenDictionary<string, FrozenDictionary<string, int>> _symbols;

    /// <summary>Binds paths to ids.</summary>
    /// <param name="ids">The id of each path; any number from 0 on.</param>
    /// <param name="symbols">
    /// For the path of an enum: the value to deliver for each symbol. Every symbol of the reader's schema needs one.
    /// An enum without an entry delivers the index of the symbol.
    /// </param>
    public RecordBinding(
        IEnumerable<KeyValuePair<string, int>> ids,
        IEnumerable<KeyValuePair<string, IReadOnlyDictionary<string, int>>>? symbols = null)
    {
        _ids = ids.ToFrozenDictionary(StringComparer.Ordinal);
        _symbols = (symbols ?? []).ToFrozenDictionary(
            p => p.Key, p => p.Value.ToFrozenDictionary(StringComparer.Ordinal), StringComparer.Ordinal);
    }

    /// <summary>The id of a path, if it has one.</summary>
    public bool TryGetId(string path, out int id) => _ids.TryGetValue(path, out id);

    /// <summary>
    /// The value to deliver for a symbol of the enum at that path; false where the index is delivered.
    /// </summary>
    internal bool TryGetSymbols(string path, out IReadOnlyDictionary<string, int> values)
    {
        var found = _symbols.TryGetValue(path, out var frozen);
        values = frozen ?? FrozenDictionary<string, int>.Empty;
        return found;
    }
}
