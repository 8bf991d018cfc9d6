namespace StreamEngine.Schemas.Model;

/// <summary>
/// A schema that cannot be used: not a valid Avro schema, too large, or not readable as another. Never thrown for
/// the content of a message. The cure is another schema, not another try.
/// </summary>
public sealed class SchemaException : Exception
{
    /// <summary>Creates the exception without a message.</summary>
    public SchemaException()
    {
    }

    /// <summary>Creates the exception with what is wrong, by name.</summary>
    public SchemaException(string message)
        : base(message)
    {
    }

    /// <summary>Creates the exception with what is wrong and its cause.</summary>
    public SchemaException(string message, Exception innerException)
        : base(message, innerException)
    {
    }
}
