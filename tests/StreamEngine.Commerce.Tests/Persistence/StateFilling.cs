using System.Collections;
using System.Reflection;
using System.Runtime.CompilerServices;
using StreamEngine.Core.Hashing;

namespace StreamEngine.Commerce.Tests.Persistence;

/// <summary>
/// Fills every field of a graph of state with a value that is not its default and differs from the others, and compares
/// two such graphs field by field. It knows fields by reflection, so that one added later is filled and compared too.
/// </summary>
internal sealed class StateFilling(IReadOnlyDictionary<string, Func<StateFilling, object?>> special)
{
    private long _next = 1_700_000_000_000;

    public long Next() => _next += 60_000;

    /// <summary>
    /// A filled object of that type; fields named in <c>special</c> as Type.Field are made as it says.
    /// </summary>
    public object Make(Type type)
    {
        if (Nullable.GetUnderlyingType(type) is { } underlying) return Make(underlying);
        if (Simple(type) is { } simple) return simple;
        if (type.IsArray) return FilledArray(type.GetElementType()!);
        if (ElementOfList(type) is { } element) return FilledList(element);
        if (type.Name.StartsWith("ValueTuple", StringComparison.Ordinal)) return FilledFields(type);
        if (type.Namespace?.StartsWith("StreamEngine", StringComparison.Ordinal) != true)
            throw new InvalidOperationException($"the filling of state knows no {type}; teach it");
        return FilledFields(type);
    }

    private object FilledFields(Type type)
    {
        var made = RuntimeHelpers.GetUninitializedObject(type);
        foreach (var field in FieldsOf(type))
        {
            var name = NameOf(field);
            var value = special.TryGetValue(name, out var make) ? make(this) : Make(field.FieldType);
            field.SetValue(made, value);
        }

        return made;
    }

    /// <summary>Paths at which the two differ.</summary>
    public IEnumerable<string> Differences(object? expected, object? actual, string path, ISet<string> ignored)
    {
        if (expected is null || actual is null || expected.GetType() != actual.GetType())
        {
            if (!Equals(expected, actual) && !(expected is IList && actual is IList))
                yield return $"{path}: {expected ?? "null"} became {actual ?? "null"}";
            else if (expected is IList a && actual is IList b)
                foreach (var found in OfLists(a, b, path, ignored)) yield return found;
            yield break;
        }

        var type = expected.GetType();
        if (Simple(type) is not null)
        {
            if (!Equals(expected, actual)) yield return $"{path}: {expected} became {actual}";
            yield break;
        }

        if (expected is IList list)
        {
            foreach (var found in OfLists(list, (IList)actual, path, ignored)) yield return found;
            yield break;
        }

        foreach (var field in FieldsOf(type))
        {
            if (ignored.Contains(NameOf(field))) continue;
            var (left, right) = (field.GetValue(expected), field.GetValue(actual));
            var below = Differences(left, right, $"{path}.{NiceName(field)}", ignored);
            foreach (var found in below) yield return found;
        }
    }

    private IEnumerable<string> OfLists(IList expected, IList actual, string path, ISet<string> ignored)
    {
        if (expected.Count != actual.Count) yield return $"{path}: {expected.Count} entries became {actual.Count}";
        for (var i = 0; i < Math.Min(expected.Count, actual.Count); i++)
            foreach (var found in Differences(expected[i], actual[i], $"{path}[{i}]", ignored)) yield return found;
    }

    private object? Simple(Type type)
    {
        var next = Next();
        if (type == typeof(long)) return next;
        if (type == typeof(ulong)) return (ulong)next * 7919;
        if (type == typeof(int)) return (int)(next / 60_000 % 1_000) + 1;
        if (type == typeof(ushort)) return (ushort)((next / 60_000 % 1_000) + 1);
        if (type == typeof(byte)) return (byte)((next / 60_000 % 200) + 1);
        if (type == typeof(bool)) return true;
        if (type == typeof(decimal)) return (decimal)next / 1_000;
        if (type == typeof(string)) return $"text-{next / 60_000 % 1_000_000}";
        if (type == typeof(Hash128)) return new Hash128((ulong)next * 31, (ulong)next * 17);
        if (type.IsEnum) return Enum.GetValues(type).GetValue(Enum.GetValues(type).Length - 1);
        return null;
    }

    private Array FilledArray(Type element)
    {
        var array = Array.CreateInstance(element, 2);
        for (var i = 0; i < 2; i++) array.SetValue(Make(element), i);
        return array;
    }

    private IList FilledList(Type element)
    {
        var list = (IList)Activator.CreateInstance(typeof(List<>).MakeGenericType(element))!;
        list.Add(Make(element));
        list.Add(Make(element));
        return list;
    }

    private static Type? ElementOfList(Type type) =>
        type.IsGenericType && (type.GetGenericTypeDefinition() == typeof(List<>)
            || type.GetGenericTypeDefinition() == typeof(IReadOnlyList<>))
            ? type.GetGenericArguments()[0]
            : null;

    public static IEnumerable<FieldInfo> FieldsOf(Type type)
    {
        for (var at = type; at is not null && at != typeof(object) && at != typeof(ValueType); at = at.BaseType)
            foreach (var field in at.GetFields(
                BindingFlags.Instance | BindingFlags.Public | BindingFlags.NonPublic | BindingFlags.DeclaredOnly))
                yield return field;
    }

    /// <summary>Type and field; a property's field goes by the property's name.</summary>
    public static string NameOf(FieldInfo field) => $"{PlainName(field.DeclaringType!)}.{NiceName(field)}";

    private static string PlainName(Type type) => type.Name.Split('`')[0];

    private static string NiceName(FieldInfo field) =>
        field.Name.StartsWith('<') ? field.Name[1..field.Name.IndexOf('>', StringComparison.Ordinal)] : field.Name;
}
