using System.Runtime.CompilerServices;
using StreamEngine.Schemas.Model;

namespace StreamEngine.Schemas.Reading;

/// <summary>
/// How records of one writer's schema are read as another schema: a flat list of operations, made once, executed over
/// the bytes of each record without allocation. Immutable, so that threads may share it.
/// </summary>
public sealed class ReadPlan
{
    private readonly Operation[] _operations;
    private readonly string[] _paths;
    private readonly PlanConstants _constants;

    internal ReadPlan(Operation[] operations, string[] paths, PlanConstants constants)
    {
        _operations = operations;
        _paths = paths;
        _constants = constants;
    }

    /// <summary>Makes the plan to read what <paramref name="writer"/> wrote as <paramref name="reader"/>.</summary>
    /// <remarks>
    /// Avro's schema resolution, and beyond it: decimals of another scale where the value is exact, finer timestamps
    /// (rounded down), and records of the same name in another namespace. A union of the writer is accepted when some
    /// branch other than null can be read; the others are an error of the message that uses them. A schema to read as
    /// may have records, arrays of records, maps, enums, unions, null, boolean, int, long, string, bytes and decimals.
    /// </remarks>
    /// <exception cref="SchemaException">They do not fit; the message names the field and both types.</exception>
    public static ReadPlan Compile(RecordSchema writer, RecordSchema reader, RecordBinding binding) =>
        new PlanCompiler(binding).Compile(writer.Model, reader.Model);

    /// <summary>Reads a record that ends where the span ends.</summary>
    /// <param name="message">The record, after a header that the caller has read.</param>
    /// <param name="start">Where the record begins in the span.</param>
    /// <param name="target">Takes the fields; must be empty.</param>
    public DecodeResult Read<TTarget>(ReadOnlySpan<byte> message, int start, ref TTarget target)
        where TTarget : IRecordTarget, allows ref struct
    {
        if (message.Length > Limits.MessageBytes) return new DecodeResult(DecodeError.TooLarge, start, null);
        var result = ReadNext(message, ref start, ref target);
        return result.IsSuccess && start != message.Length
            ? new DecodeResult(DecodeError.TrailingBytes, start, null)
            : result;
    }

    /// <summary>Reads one record of several that lie one after the other.</summary>
    /// <param name="bytes">The records.</param>
    /// <param name="position">Where this one begins; moved to its end if it can be read.</param>
    /// <param name="target">Takes the fields; must be empty.</param>
    public DecodeResult ReadNext<TTarget>(ReadOnlySpan<byte> bytes, ref int position, ref TTarget target)
        where TTarget : IRecordTarget, allows ref struct
    {
        var progress = new Progress { ItemsLeft = Limits.Items, FailedOperation = -1 };
        var end = Run(0, _operations.Length, bytes, position, ref target, ref progress);
        if (end < 0) return new DecodeResult((DecodeError)~end, progress.FailedAt, _paths[progress.FailedOperation]);
        position = end;
        return default;
    }

    private int Run<TTarget>(
        int from, int to, ReadOnlySpan<byte> span, int position, ref TTarget target, ref Progress progress)
        where TTarget : IRecordTarget, allows ref struct
    {
        for (var i = from; i < to; i++)
        {
            ref readonly var operation = ref _operations[i];
            var at = i;
            var start = position;
            if (operation.Optional)
            {
                // One byte says it, unless the writer spells its varints in more bytes than they need.
                var branch = (uint)position < (uint)span.Length ? span[position] : byte.MaxValue;
                if (branch == operation.NullBranch)
                {
                    position++;
                    continue;
                }
                if (branch == operation.ValueBranch) position++;
                else if ((position = RareBranch(operation, span, position, out var isNull)) >= 0 && isNull) continue;
            }
            if (position >= 0)
            {
                switch (operation.Code)
                {
                    case OperationCode.Text:
                        position = Text(operation.Field, span, position, ref target);
                        break;
                    case OperationCode.Long:
                        position = Wire.Varint(span, position, out var number);
                        if (position >= 0) target.Number(operation.Field, Wire.ZigZag(number));
                        break;
                    case OperationCode.Enum:
                        position = Enum(operation, span, position, ref target);
                        break;
                    case OperationCode.Items:
                        position = Items(at, span, position, ref target, ref progress);
                        i = operation.A - 1;
                        break;
                    case OperationCode.Branch:
                        position = Branch(operation, span, position, ref i);
                        break;
                    case OperationCode.Jump:
                        i = operation.A - 1;
                        break;
                    case OperationCode.Skip:
                        position = _constants.Shapes[operation.A].Skip(span, position, ref progress.ItemsLeft);
                        break;
                    case OperationCode.Decimal:
                        position = Decimal(operation, span, position, ref target);
                        break;
                    case < OperationCode.Skip:
                        position = Value(operation, span, position, ref target);
                        break;
                    default:
                        Constant(operation, ref target);
                        break;
                }
            }
            if (position < 0)
            {
                progress.Fail(at, start);
                return position;
            }
        }
        return position;
    }

    private static int RareBranch(in Operation operation, ReadOnlySpan<byte> span, int position, out bool isNull)
    {
        isNull = false;
        position = Wire.Varint(span, position, out var branch);
        if (position < 0) return position;
        isNull = branch == operation.NullBranch;
        return isNull || branch == operation.ValueBranch ? position : Wire.Fail(DecodeError.UnreadableBranch);
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static int Text<TTarget>(int field, ReadOnlySpan<byte> span, int position, ref TTarget target)
        where TTarget : IRecordTarget, allows ref struct
    {
        position = Wire.Length(span, position, out var length);
        if (position < 0) return position;
        var value = span.Slice(position, length);
        if (!Wire.IsUtf8(value)) return Wire.Fail(DecodeError.InvalidUtf8);
        target.Text(field, value, position);
        return position + length;
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private int Enum<TTarget>(in Operation operation, ReadOnlySpan<byte> span, int position, ref TTarget target)
        where TTarget : IRecordTarget, allows ref struct
    {
        position = Wire.Varint(span, position, out var raw);
        if (position < 0) return position;
        var symbols = _constants.Symbols[operation.A];
        var index = Wire.ZigZag(raw);
        if ((ulong)index >= (ulong)symbols.Length || symbols[index] == PlanConstants.NoSymbol)
            return Wire.Fail(DecodeError.UnknownSymbol);
        target.Number(operation.Field, symbols[index]);
        return position;
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private int Decimal<TTarget>(in Operation operation, ReadOnlySpan<byte> span, int position, ref TTarget target)
        where TTarget : IRecordTarget, allows ref struct
    {
        position = Wire.Length(span, position, out var length);
        if (position < 0) return position;
        if (!Wire.TryDecimal(span.Slice(position, length), _constants.Decimals[operation.A], out var unscaled))
            return Wire.Fail(DecodeError.InvalidDecimal);
        target.Number(operation.Field, unscaled);
        return position + length;
    }

    private int Value<TTarget>(in Operation operation, ReadOnlySpan<byte> span, int position, ref TTarget target)
        where TTarget : IRecordTarget, allows ref struct
    {
        if (operation.Code == OperationCode.Bytes)
        {
            position = Wire.Length(span, position, out var length);
            if (position < 0) return position;
            target.Text(operation.Field, span.Slice(position, length), position);
            return position + length;
        }
        var start = position;
        position = Wire.Varint(span, position, out var raw);
        if (position < 0) return position;
        var value = Wire.ZigZag(raw);
        switch (operation.Code)
        {
            case OperationCode.Int when value != (int)value:
            case OperationCode.Boolean when raw > 1 || position != start + 1:
                return Wire.Fail(DecodeError.ValueOutOfRange);
            case OperationCode.Boolean:
                value = (long)raw;
                break;
            case OperationCode.ScaledLong:
                value = FloorDivide(value, _constants.Numbers[operation.A]);
                break;
        }
        target.Number(operation.Field, value);
        return position;
    }

    private int Items<TTarget>(
        int at, ReadOnlySpan<byte> span, int position, ref TTarget target, ref Progress progress)
        where TTarget : IRecordTarget, allows ref struct
    {
        ref readonly var operation = ref _operations[at];
        while (true)
        {
            position = Wire.Block(span, position, operation.B, ref progress.ItemsLeft, out var count, out var end);
            if (position < 0 || count == 0) return position;
            for (; count > 0; count--)
            {
                target.BeginItem(operation.Field);
                position = Run(at + 1, operation.A, span, position, ref target, ref progress);
                if (position < 0) return position;
                target.EndItem(operation.Field);
            }
            if (end >= 0 && position != end) return Wire.Fail(DecodeError.InvalidLength);
        }
    }

    private int Branch(in Operation operation, ReadOnlySpan<byte> span, int position, ref int at)
    {
        position = Wire.Varint(span, position, out var raw);
        if (position < 0) return position;
        var branch = Wire.ZigZag(raw);
        if ((ulong)branch >= (ulong)operation.B) return Wire.Fail(DecodeError.UnreadableBranch);
        var next = _constants.Branches[operation.A + (int)branch];
        if (next < 0) return Wire.Fail(DecodeError.UnreadableBranch);
        at = next - 1;
        return position;
    }

    private void Constant<TTarget>(in Operation operation, ref TTarget target)
        where TTarget : IRecordTarget, allows ref struct
    {
        switch (operation.Code)
        {
            case OperationCode.ConstantNumber:
                target.Number(operation.Field, _constants.Numbers[operation.A]);
                break;
            case OperationCode.ConstantText:
                target.Text(operation.Field, _constants.Texts[operation.A], -1);
                break;
            case OperationCode.ConstantBegin:
                target.BeginItem(operation.Field);
                break;
            default:
                target.EndItem(operation.Field);
                break;
        }
    }

    private static long FloorDivide(long value, long divisor)
    {
        var (quotient, remainder) = Math.DivRem(value, divisor);
        return remainder < 0 ? quotient - 1 : quotient;
    }

    private ref struct Progress
    {
        internal int ItemsLeft;
        internal int FailedOperation;
        internal int FailedAt;

        /// <summary>Keeps the innermost failure, which comes first.</summary>
        internal void Fail(int operation, int position)
        {
            if (FailedOperation >= 0) return;
            FailedOperation = operation;
            FailedAt = position;
        }
    }
}
