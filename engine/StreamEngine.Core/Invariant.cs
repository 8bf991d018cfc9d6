using System.Diagnostics.CodeAnalysis;

namespace StreamEngine.Core;

/// <summary>
/// Assertions that stay on in Release. A broken one stops the task; it is never caught and gone on from.
/// </summary>
public static class Invariant
{
    /// <summary>Throws <see cref="InvariantException"/> unless the condition holds.</summary>
    public static void Require([DoesNotReturnIf(false)] bool condition, string what)
    {
        if (!condition) throw new InvariantException(what);
    }
}

/// <summary>The engine found its own state to be impossible; the task must be restored.</summary>
public sealed class InvariantException : Exception
{
    public InvariantException(string message) : base(message) { }
}
