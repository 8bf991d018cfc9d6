using System.Runtime.InteropServices;

namespace StreamEngine.Schemas.Reading;

/// <summary>What one step of a plan does. A and B are those of <see cref="Operation"/>.</summary>
internal enum OperationCode : byte
{
    /// <summary>Delivers an int or long.</summary>
    Int,
    Long,

    /// <summary>Delivers a long divided by constant A, rounded down: a finer timestamp.</summary>
    ScaledLong,
    Boolean,

    /// <summary>Delivers valid UTF-8.</summary>
    Text,
    Bytes,

    /// <summary>Delivers an unscaled value by decimal rule A.</summary>
    Decimal,

    /// <summary>Delivers the value of a symbol from table A.</summary>
    Enum,

    /// <summary>Reads past a value of shape A.</summary>
    Skip,

    /// <summary>Reads items, each by the operations up to A, each of at least B bytes.</summary>
    Items,

    /// <summary>Reads the branch of a union and goes on where the table from A on, B long, says.</summary>
    Branch,

    /// <summary>Goes on at A.</summary>
    Jump,

    /// <summary>Delivers constant A.</summary>
    ConstantNumber,

    /// <summary>Delivers constant text A.</summary>
    ConstantText,

    /// <summary>Delivers the bounds of an item of a default.</summary>
    ConstantBegin,
    ConstantEnd,
}

/// <summary>
/// One step of a plan. Where <see cref="Optional"/> is set, the value is the only other branch of a union with null,
/// read in the same step.
/// </summary>
[StructLayout(LayoutKind.Auto)]
internal record struct Operation(OperationCode Code, int Field, int A = 0, int B = 0)
{
    internal bool Optional;

    /// <summary>The one byte that encodes the null branch, where <see cref="Optional"/> is set: 0 or 2.</summary>
    internal byte NullBranch;

    /// <summary>The one byte that encodes the other branch.</summary>
    internal readonly byte ValueBranch => (byte)(NullBranch ^ 2);

    internal readonly bool CanBeOptional => Code <= OperationCode.Skip;
}

/// <summary>
/// How a writer's decimal becomes one of the reader: times one factor, divided by the other, at most Max.
/// </summary>
internal readonly record struct DecimalRule(long Multiplier, long Divisor, long Max);
