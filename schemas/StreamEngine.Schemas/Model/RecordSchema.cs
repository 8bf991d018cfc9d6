using Newtonsoft.Json;

namespace StreamEngine.Schemas.Model;

/// <summary>An Avro record schema with its fingerprint. Immutable.</summary>
public sealed class RecordSchema
{
    private RecordSchema(string json, Avro.RecordSchema model)
    {
        Json = json;
        Model = model;
        CanonicalForm = StreamEngine.Schemas.Model.CanonicalForm.Of(model);
        Fingerprint = Crc64Avro.Of(CanonicalForm);
    }

    /// <summary>The schema as it was given.</summary>
    public string Json { get; }

    /// <summary>The name with its namespace, for instance <c>streamengine.ClickEvent</c>.</summary>
    public string FullName => Model.Fullname;

    /// <summary>Avro's parsing canonical form: what matters for reading, and nothing else.</summary>
    public string CanonicalForm { get; }

    /// <summary>CRC-64-AVRO of the canonical form, the fingerprint of single-object encoding.</summary>
    public ulong Fingerprint { get; }

    internal Avro.RecordSchema Model { get; }

    /// <summary>
    /// Whether records of both mean the same. The fingerprint alone does not tell: it leaves out logical types, so that
    /// schemas that differ in the scale of a decimal have the same one.
    /// </summary>
    internal bool IsSameAs(RecordSchema other) => CanonicalForm == other.CanonicalForm
        && StreamEngine.Schemas.Model.CanonicalForm.LogicalTypes(Model)
            == StreamEngine.Schemas.Model.CanonicalForm.LogicalTypes(other.Model);

    /// <summary>Parses a schema.</summary>
    /// <param name="json">At most <see cref="Limits.SchemaCharacters"/> characters.</param>
    /// <exception cref="SchemaException">It is too large, not a valid schema, or not of a record.</exception>
    public static RecordSchema Parse(string json)
    {
        if (json.Length > Limits.SchemaCharacters)
            throw new SchemaException($"A schema may have {Limits.SchemaCharacters} characters, not {json.Length}.");
        try
        {
            return Avro.Schema.Parse(json) is Avro.RecordSchema record
                ? new RecordSchema(json, record)
                : throw new SchemaException("The schema is not of a record.");
        }
        catch (Exception e) when (e is Avro.AvroException or JsonException or ArgumentException or FormatException
            or InvalidCastException or OverflowException)
        {
            throw new SchemaException($"Not an Avro schema: {e.Message}", e);
        }
    }
}
