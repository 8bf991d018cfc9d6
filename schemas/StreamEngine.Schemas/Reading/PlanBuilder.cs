using System.Runtime.InteropServices;
using StreamEngine.Schemas.Model;

namespace StreamEngine.Schemas.Reading;

/// <summary>Collects the operations and constants of a plan while it is compiled.</summary>
internal sealed class PlanBuilder
{
    private readonly List<Operation> _operations = [];
    private readonly List<string> _paths = [];
    private readonly List<int> _branches = [];
    private readonly List<int[]> _symbols = [];
    private readonly List<DecimalRule> _decimals = [];
    private readonly List<Shape> _shapes = [];
    private readonly List<long> _numbers = [];
    private readonly List<byte[]> _texts = [];

    /// <summary>The index of the next operation.</summary>
    internal int Next => _operations.Count;

    internal int Add(Operation operation, string path)
    {
        if (_operations.Count == Limits.PlanOperations)
            throw new SchemaException($"{path}: a plan may have {Limits.PlanOperations} operations.");
        _operations.Add(operation);
        _paths.Add(path);
        return _operations.Count - 1;
    }

    /// <summary>The operation at that index, to be completed. Valid until the next one is added.</summary>
    internal ref Operation At(int index) => ref CollectionsMarshal.AsSpan(_operations)[index];

    internal string PathAt(int index) => _paths[index];

    /// <summary>Takes back every operation from that index on.</summary>
    internal void Truncate(int index)
    {
        _operations.RemoveRange(index, _operations.Count - index);
        _paths.RemoveRange(index, _paths.Count - index);
    }

    internal void AddSkip(Shape shape, string path)
    {
        if (shape.Of == Shape.Kind.Empty) return;
        _shapes.Add(shape);
        Add(new Operation(OperationCode.Skip, -1, _shapes.Count - 1), path);
    }

    internal void AddNumber(int field, long value, string path) =>
        Add(new Operation(OperationCode.ConstantNumber, field, AddConstant(value)), path);

    internal void AddText(int field, byte[] value, string path)
    {
        _texts.Add(value);
        Add(new Operation(OperationCode.ConstantText, field, _texts.Count - 1), path);
    }

    internal int AddConstant(long value)
    {
        _numbers.Add(value);
        return _numbers.Count - 1;
    }

    internal int AddRule(in DecimalRule rule)
    {
        _decimals.Add(rule);
        return _decimals.Count - 1;
    }

    internal int AddSymbols(int[] symbols)
    {
        _symbols.Add(symbols);
        return _symbols.Count - 1;
    }

    /// <summary>Where each branch of a union goes on; negative for one that cannot be read.</summary>
    internal int AddBranches(int[] branches)
    {
        var start = _branches.Count;
        _branches.AddRange(branches);
        return start;
    }

    internal ReadPlan Build() => new([.. _operations], [.. _paths], new PlanConstants
    {
        Branches = [.. _branches],
        Symbols = [.. _symbols],
        Decimals = [.. _decimals],
        Shapes = [.. _shapes],
        Numbers = [.. _numbers],
        Texts = [.. _texts],
    });
}
