using StreamEngine.Schemas.Model;
using StreamEngine.Schemas.Reading;

namespace StreamEngine.Schemas.Framing;

/// <summary>
/// The schemas that messages may be written with: those of this version, those registered by fingerprint (earlier
/// versions), and those of a registry by id. Bounded; ids that the registry does not know are remembered. Thread-safe.
/// </summary>
public sealed class WriterSchemas
{
    private readonly Lock _lock = new();
    private readonly Dictionary<ulong, RecordSchema> _byFingerprint = [];
    private readonly Dictionary<ulong, RecordSchema> _byId = [];
    private readonly Dictionary<ulong, string?> _unknownIds = [];
    private readonly IRegistrySchemas? _registry;

    /// <summary>Knows the schemas of this version.</summary>
    /// <param name="registry">Asked for ids; without one every id is unknown.</param>
    public WriterSchemas(IRegistrySchemas? registry = null)
    {
        _registry = registry;
        foreach (var schema in ShopSchemas.All) _byFingerprint.Add(schema.Fingerprint, schema);
    }

    /// <summary>Adds a schema that messages in single-object encoding may name.</summary>
    /// <exception cref="SchemaException">
    /// There are <see cref="Limits.WriterSchemas"/> already, or another one has the same fingerprint.
    /// </exception>
    public void Register(RecordSchema schema)
    {
        lock (_lock)
        {
            if (_byFingerprint.TryGetValue(schema.Fingerprint, out var known))
            {
                if (known.IsSameAs(schema)) return;
                throw new SchemaException(
                    $"{schema.FullName} and {known.FullName} differ, in logical types perhaps, "
                    + "and have one fingerprint.");
            }
            if (_byFingerprint.Count == Limits.WriterSchemas)
                throw new SchemaException($"{Limits.WriterSchemas} schemas can be registered.");
            _byFingerprint.Add(schema.Fingerprint, schema);
        }
    }

    /// <summary>
    /// Forgets which ids are unknown, so that the registry is asked again: for a retry after somebody registered them.
    /// </summary>
    public void ForgetUnknown()
    {
        lock (_lock) _unknownIds.Clear();
    }

    /// <summary>The schema that a header names.</summary>
    internal DecodeError Find(in MessageHeader header, out RecordSchema? schema, out string? detail)
    {
        lock (_lock)
        {
            detail = null;
            if (header.Format == MessageFormat.Registry) return FindId(header.Schema, out schema, out detail);
            return _byFingerprint.TryGetValue(header.Schema, out schema) ? DecodeError.None : DecodeError.UnknownSchema;
        }
    }

    private DecodeError FindId(ulong id, out RecordSchema? schema, out string? detail)
    {
        detail = null;
        if (_byId.TryGetValue(id, out schema)) return DecodeError.None;
        if (_unknownIds.TryGetValue(id, out detail))
            return detail is null ? DecodeError.UnknownSchema : DecodeError.IncompatibleSchema;
        // Once so many ids are unknown the messages are not sane: nothing more is asked until somebody says so.
        if (_registry is null || _unknownIds.Count == Limits.UnknownSchemas) return DecodeError.UnknownSchema;
        var answer = _registry.Find((int)(uint)id, out var json);
        if (answer == RegistryAnswer.Unavailable) return DecodeError.SchemaUnavailable;
        if (answer == RegistryAnswer.Unknown)
        {
            _unknownIds.Add(id, null);
            return DecodeError.UnknownSchema;
        }
        try
        {
            schema = RecordSchema.Parse(json);
            if (_byId.Count == Limits.WriterSchemas) _byId.Clear();
            _byId.Add(id, schema);
            return DecodeError.None;
        }
        catch (SchemaException e)
        {
            detail = e.Message;
            _unknownIds.Add(id, detail);
            return DecodeError.IncompatibleSchema;
        }
    }
}
