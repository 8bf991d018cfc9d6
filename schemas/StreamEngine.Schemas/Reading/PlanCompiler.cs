using Avro;
using StreamEngine.Schemas.Model;

namespace StreamEngine.Schemas.Reading;

/// <summary>Resolves a writer's schema against a reader's and writes down the operations. One use.</summary>
internal sealed class PlanCompiler
{
    private readonly PlanBuilder _plan = new();
    private readonly ShapeFactory _shapes = new();
    private readonly HashSet<string> _open = new(StringComparer.Ordinal);
    private readonly LeafCompiler _leaves;
    private readonly DefaultCompiler _defaults;
    private readonly RecordBinding _binding;

    internal PlanCompiler(RecordBinding binding)
    {
        _binding = binding;
        _leaves = new LeafCompiler(_plan, binding);
        _defaults = new DefaultCompiler(_plan, binding);
    }

    internal ReadPlan Compile(Avro.RecordSchema writer, Avro.RecordSchema reader)
    {
        Record(writer, reader, "");
        return _plan.Build();
    }

    internal static SchemaException Refuse(string path, string reason) =>
        new(path.Length == 0 ? reason : $"{path}: {reason}");

    private static SchemaException Unreadable(Schema writer, Schema reader, string path) =>
        Refuse(path, $"the writer's {Types.Describe(writer)} cannot be read as {Types.Describe(reader)}.");

    private static string Join(string path, string name) => path.Length == 0 ? name : $"{path}.{name}";

    private void Value(Schema writer, Schema reader, string path)
    {
        if (writer is UnionSchema union)
        {
            Union(union, reader, path);
            return;
        }
        if (reader is UnionSchema choices)
        {
            var branch = choices.Schemas.FirstOrDefault(b => Types.IsExact(writer, b))
                ?? choices.Schemas.FirstOrDefault(b => Types.IsCandidate(writer, b))
                ?? throw Unreadable(writer, reader, path);
            Value(writer, branch, path);
            return;
        }
        if (!Types.IsCandidate(writer, reader)) throw Unreadable(writer, reader, path);
        switch (reader)
        {
            case Avro.RecordSchema record:
                Record((Avro.RecordSchema)writer, record, path);
                break;
            case ArraySchema array:
                Items(path, () => ArrayItem(((ArraySchema)writer).ItemSchema, array.ItemSchema, path), writer);
                break;
            case MapSchema map:
                Items(path, () => MapPair(((MapSchema)writer).ValueSchema, map.ValueSchema, path), writer);
                break;
            default:
                Leaf(writer, reader, path);
                break;
        }
    }

    private void Leaf(Schema writer, Schema reader, string path)
    {
        var operation = _leaves.Resolve(writer, reader, path) ?? throw Unreadable(writer, reader, path);
        if (Types.Base(reader).Tag == Schema.Type.Null) return;
        if (_binding.TryGetId(path, out _)) _plan.Add(operation, path);
        else _plan.AddSkip(_shapes.Of(writer), path);
    }

    private void Record(Avro.RecordSchema writer, Avro.RecordSchema reader, string path)
    {
        if (!Types.SameName(writer, reader)) throw Unreadable(writer, reader, path);
        if (!_open.Add(reader.Fullname))
            throw Refuse(path, $"{reader.Fullname} contains itself: no target can take it.");
        try
        {
            Fields(writer, reader, path);
        }
        finally
        {
            _open.Remove(reader.Fullname);
        }
    }

    private void Fields(Avro.RecordSchema writer, Avro.RecordSchema reader, string path)
    {
        var sources = Sources(writer, reader, path);
        foreach (var field in writer.Fields)
        {
            if (sources.TryGetValue(field.Name, out var target))
                Value(field.Schema, target.Schema, Join(path, target.Name));
            else _plan.AddSkip(_shapes.Of(field.Schema), Join(path, field.Name));
        }
        foreach (var field in reader.Fields)
        {
            if (sources.ContainsValue(field)) continue;
            if (field.DefaultValue is null)
                throw Refuse(Join(path, field.Name), "the writer has no such field and the reader no default for it.");
            _defaults.Value(field.Schema, field.DefaultValue, Join(path, field.Name));
        }
    }

    /// <summary>
    /// The reader's field that each field of the writer goes to: by its name first, then by its aliases.
    /// </summary>
    private static Dictionary<string, Field> Sources(Avro.RecordSchema writer, Avro.RecordSchema reader, string path)
    {
        var sources = new Dictionary<string, Field>(StringComparer.Ordinal);
        foreach (var field in reader.Fields)
        {
            var source = writer.Contains(field.Name) ? field.Name : field.Aliases?.FirstOrDefault(writer.Contains);
            if (source is not null && !sources.TryAdd(source, field))
                throw Refuse(Join(path, field.Name), $"it and {sources[source].Name} both take the writer's {source}.");
        }
        return sources;
    }

    private void ArrayItem(Schema writer, Schema reader, string path)
    {
        if (reader is not Avro.RecordSchema)
            throw Refuse(path, $"an array of {Types.Describe(reader)} cannot be read.");
        Value(writer, reader, path);
    }

    private void MapPair(Schema writer, Schema reader, string path)
    {
        var key = Join(path, "key");
        if (_binding.TryGetId(key, out var id)) _plan.Add(new Operation(OperationCode.Text, id), key);
        else _plan.AddSkip(ShapeFactory.Text, key);
        Value(writer, reader, Join(path, "value"));
    }

    private void Items(string path, Action compileItem, Schema writer)
    {
        var isBound = _binding.TryGetId(path, out var id);
        var start = _plan.Add(new Operation(OperationCode.Items, id), path);
        compileItem();
        if (isBound)
        {
            ref var items = ref _plan.At(start);
            items.A = _plan.Next;
            items.B = ItemBytes(writer);
            return;
        }
        // Compiled all the same, so that a pair that does not fit is refused whatever the target takes.
        _plan.Truncate(start);
        _plan.AddSkip(_shapes.Of(writer), path);
    }

    private int ItemBytes(Schema writer) => _shapes.Of(writer).Parts.Sum(p => p.MinBytes);

    private void Union(UnionSchema writer, Schema reader, string path)
    {
        var start = _plan.Add(new Operation(OperationCode.Branch, -1), path);
        var next = new int[writer.Count];
        var ends = new List<int>();
        SchemaException? refusal = null;
        var readable = 0;
        for (var i = 0; i < next.Length; i++)
        {
            var from = next[i] = _plan.Next;
            try
            {
                Value(writer[i], reader, path);
                if (writer[i].Tag != Schema.Type.Null || next.Length == 1) readable++;
                if (_plan.Next > from) ends.Add(_plan.Add(new Operation(OperationCode.Jump, -1), path));
                else next[i] = 0;
            }
            catch (SchemaException e)
            {
                _plan.Truncate(from);
                next[i] = -1;
                refusal ??= e;
            }
        }
        if (readable == 0 && refusal is not null) throw refusal;
        if (TryFuse(writer, start, next)) return;
        foreach (var end in ends) _plan.At(end).A = _plan.Next;
        for (var i = 0; i < next.Length; i++) if (next[i] == 0) next[i] = _plan.Next;
        ref var branch = ref _plan.At(start);
        branch.A = _plan.AddBranches(next);
        branch.B = next.Length;
    }

    /// <summary>Turns a union of null and a value of one operation into that operation.</summary>
    private bool TryFuse(UnionSchema writer, int start, int[] next)
    {
        const int branchValueJump = 3;
        var value = start + 1;
        if (next.Length != 2 || _plan.Next != start + branchValueJump || !_plan.At(value).CanBeOptional) return false;
        var nullIndex = Array.IndexOf(next, 0);
        if (nullIndex < 0 || writer[nullIndex].Tag != Schema.Type.Null) return false;
        var path = _plan.PathAt(value);
        var operation = _plan.At(value) with { Optional = true, NullBranch = (byte)(nullIndex * 2) };
        _plan.Truncate(start);
        _plan.Add(operation, path);
        return true;
    }
}
