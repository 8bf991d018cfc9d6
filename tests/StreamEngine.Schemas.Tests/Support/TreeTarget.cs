using System.Text;
using Avro;
using StreamEngine.Schemas.Reading;

namespace StreamEngine.Schemas.Tests;

/// <summary>Takes any record of our reader as a <see cref="Tree"/>, every field bound.</summary>
internal sealed class TreeTarget : IRecordTarget
{
    private readonly string[] _paths;
    private readonly Stack<Tree> _open = new([new Tree()]);

    private TreeTarget(string[] paths) => _paths = paths;

    internal Tree Root => _open.Single();

    internal static (RecordBinding Binding, Func<TreeTarget> Make) For(Schemas.Model.RecordSchema reader)
    {
        var paths = new List<string>();
        Collect(reader.Model, "", paths);
        var ids = paths.Select((path, id) => KeyValuePair.Create(path, id));
        return (new RecordBinding(ids), () => new TreeTarget([.. paths]));
    }

    public void Number(int field, long value) => _open.Peek().Set(_paths[field], value);

    public void Text(int field, ReadOnlySpan<byte> value, int start) =>
        _open.Peek().Set(_paths[field], Quote(value.ToArray()));

    public void BeginItem(int field) => _open.Push(new Tree());

    public void EndItem(int field)
    {
        var item = _open.Pop();
        _open.Peek().Add(_paths[field], item);
    }

    internal static string Quote(byte[] bytes) => $"\"{Encoding.Latin1.GetString(bytes)}\"";

    private static void Collect(Schema schema, string path, List<string> paths)
    {
        string Inner(string name) => path.Length == 0 ? name : $"{path}.{name}";
        switch (schema)
        {
            case UnionSchema union:
                foreach (var branch in union.Schemas) Collect(branch, path, paths);
                break;
            case Avro.RecordSchema record:
                foreach (var field in record.Fields) Collect(field.Schema, Inner(field.Name), paths);
                break;
            case ArraySchema array:
                paths.Add(path);
                Collect(array.ItemSchema, path, paths);
                break;
            case MapSchema map:
                paths.Add(path);
                paths.Add(Inner("key"));
                Collect(map.ValueSchema, Inner("value"), paths);
                break;
            default:
                if (!paths.Contains(path)) paths.Add(path);
                break;
        }
    }
}
