using System.Text;
using System.Text.Json;

namespace StreamEngine.Connectors.Files.Json;

/// <summary>Finds what a name stands for without making a string of it: by its length, then byte by byte.</summary>
internal sealed class NameTable<T>
    where T : struct
{
    private readonly (byte[] Name, T Value)[][] _byLength;

    public NameTable(IEnumerable<KeyValuePair<string, T>> names)
    {
        var all = names.Select(pair => (Name: Encoding.UTF8.GetBytes(pair.Key), pair.Value)).ToArray();
        _byLength = new (byte[], T)[all.Max(entry => entry.Name.Length) + 1][];
        for (var length = 0; length < _byLength.Length; length++)
            _byLength[length] = [.. all.Where(entry => entry.Name.Length == length)];
    }

    /// <summary>What the name stands for; false where it is not in the table. Case counts.</summary>
    public bool TryGet(ReadOnlySpan<byte> name, out T value)
    {
        if (name.Length < _byLength.Length)
        {
            foreach (ref readonly var entry in _byLength[name.Length].AsSpan())
            {
                if (!name.SequenceEqual(entry.Name)) continue;
                value = entry.Value;
                return true;
            }
        }
        value = default;
        return false;
    }

    /// <summary>What the name or text that the reader stands on stands for.</summary>
    /// <exception cref="InvalidOperationException">The text is not Unicode.</exception>
    public bool TryGet(ref Utf8JsonReader reader, out T value) =>
        TryGet(reader.ValueIsEscaped ? Encoding.UTF8.GetBytes(reader.GetString()!) : reader.ValueSpan, out value);

    /// <summary>A table of the values of an enum under their names with a lower-case first letter.</summary>
    public static NameTable<T> OfEnum(Func<T, bool> isIncluded)
    {
        var values = Enum.GetValues(typeof(T)).Cast<T>().Where(isIncluded);
        return new NameTable<T>(values.Select(value => KeyValuePair.Create(CamelCase(value.ToString()!), value)));
    }

    private static string CamelCase(string name) => char.ToLowerInvariant(name[0]) + name[1..];
}
