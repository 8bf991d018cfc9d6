namespace StreamEngine.Schemas.Reading;

/// <summary>What the operations of a plan refer to by index.</summary>
internal sealed class PlanConstants
{
    /// <summary>The value of a writer's symbol that the reader cannot take.</summary>
    internal const int NoSymbol = int.MinValue;

    internal required int[] Branches { get; init; }

    internal required int[][] Symbols { get; init; }

    internal required DecimalRule[] Decimals { get; init; }

    internal required Shape[] Shapes { get; init; }

    internal required long[] Numbers { get; init; }

    internal required byte[][] Texts { get; init; }
}
