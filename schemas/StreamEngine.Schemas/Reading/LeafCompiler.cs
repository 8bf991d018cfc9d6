using Avro;

namespace StreamEngine.Schemas.Reading;

/// <summary>Resolves values that are neither records nor arrays, maps or unions.</summary>
internal sealed class LeafCompiler(PlanBuilder plan, RecordBinding binding)
{
    private const int MaxShift = 18;

    /// <summary>The operation that reads the writer's type as the reader's; null when none does.</summary>
    /// <exception cref="Model.SchemaException">The reader's type is one that no target takes.</exception>
    internal Operation? Resolve(Schema writer, Schema reader, string path)
    {
        var id = binding.TryGetId(path, out var known) ? known : -1;
        switch (Types.Base(reader).Tag)
        {
            case Schema.Type.Null:
                return default(Operation);
            case Schema.Type.Boolean:
                return new Operation(OperationCode.Boolean, id);
            case Schema.Type.Int:
            case Schema.Type.Long:
                return Integer(writer, reader, id);
            case Schema.Type.String:
                return new Operation(OperationCode.Text, id);
            case Schema.Type.Bytes:
                return Types.IsDecimal(reader) ? Decimal(writer, reader, id) : new Operation(OperationCode.Bytes, id);
            case Schema.Type.Enumeration:
                return Enum((EnumSchema)Types.Base(writer), (EnumSchema)Types.Base(reader), path, id);
            default:
                throw PlanCompiler.Refuse(path, $"a value of type {Types.Describe(reader)} cannot be delivered.");
        }
    }

    private Operation? Integer(Schema writer, Schema reader, int id)
    {
        var code = Types.Base(writer).Tag == Schema.Type.Int ? OperationCode.Int : OperationCode.Long;
        if (!Types.IsTime(writer) || !Types.IsTime(reader) || Types.Logical(writer) == Types.Logical(reader))
            return new Operation(code, id);
        var from = Types.UnitsPerSecond(writer);
        var to = Types.UnitsPerSecond(reader);
        return to > 0 && from >= to ? new Operation(OperationCode.ScaledLong, id, plan.AddConstant(from / to)) : null;
    }

    private Operation? Decimal(Schema writer, Schema reader, int id)
    {
        if (!Types.IsDecimal(writer) || Types.Base(writer).Tag != Schema.Type.Bytes) return null;
        var (precision, scale) = Types.Decimal(reader);
        var shift = scale - Types.Decimal(writer).Scale;
        if (Math.Abs(shift) > MaxShift) return null;
        var max = precision > MaxShift ? long.MaxValue : Power(precision) - 1;
        var rule = new DecimalRule(Power(Math.Max(shift, 0)), Power(Math.Max(-shift, 0)), max);
        return new Operation(OperationCode.Decimal, id, plan.AddRule(rule));
    }

    private Operation? Enum(EnumSchema writer, EnumSchema reader, string path, int id)
    {
        var table = new int[writer.Count];
        var readable = 0;
        for (var i = 0; i < table.Length; i++)
        {
            var symbol = reader.Contains(writer[i]) ? writer[i] : reader.Default;
            table[i] = symbol is null ? PlanConstants.NoSymbol : SymbolValue(binding, reader, symbol, path);
            if (symbol is not null) readable++;
        }
        return readable == 0 ? null : new Operation(OperationCode.Enum, id, plan.AddSymbols(table));
    }

    /// <summary>What is delivered for a symbol of the reader's enum.</summary>
    internal static int SymbolValue(RecordBinding binding, EnumSchema reader, string symbol, string path)
    {
        if (!binding.TryGetSymbols(path, out var values)) return reader.Symbols.IndexOf(symbol);
        return values.TryGetValue(symbol, out var value)
            ? value
            : throw PlanCompiler.Refuse(path, $"the binding has no value for symbol {symbol}.");
    }

    private static long Power(int exponent)
    {
        var power = 1L;
        for (; exponent > 0; exponent--) power *= 10;
        return power;
    }
}
