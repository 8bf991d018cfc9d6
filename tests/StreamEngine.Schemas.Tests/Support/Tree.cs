using System.Globalization;
using System.Text;

namespace StreamEngine.Schemas.Tests;

/// <summary>
/// A record by value: its fields by name, records within as their dotted fields, arrays as lists of trees.
/// </summary>
internal sealed class Tree
{
    private readonly SortedDictionary<string, string> _values = new(StringComparer.Ordinal);
    private readonly SortedDictionary<string, List<Tree>> _items = new(StringComparer.Ordinal);

    internal void Set(string path, string value)
    {
        if (!_values.TryAdd(path, value)) throw new InvalidOperationException($"{path} was delivered twice.");
    }

    internal void Set(string path, long value) => Set(path, value.ToString(CultureInfo.InvariantCulture));

    internal void Add(string path, Tree item)
    {
        if (!_items.TryGetValue(path, out var list)) _items.Add(path, list = []);
        list.Add(item);
    }

    public override string ToString()
    {
        var text = new StringBuilder();
        foreach (var (path, value) in _values) text.Append(path).Append('=').Append(value).Append('\n');
        foreach (var (path, list) in _items)
            foreach (var item in list) text.Append(path).Append("{\n").Append(item).Append("}\n");
        return text.ToString();
    }
}
