using StreamEngine.Schemas.Model;
using StreamEngine.Schemas.Reading;

namespace StreamEngine.Schemas.Framing;

/// <summary>
/// Reads messages in either header format as one schema. Keeps a plan for each writer's schema that it met. One thread
/// at a time; <see cref="WriterSchemas"/> may be shared.
/// </summary>
/// <param name="reader">The schema to read as.</param>
/// <param name="binding">The ids of its fields.</param>
/// <param name="writers">The schemas that messages may name.</param>
public sealed class RecordDecoder(RecordSchema reader, RecordBinding binding, WriterSchemas writers)
{
    private readonly Dictionary<(MessageFormat Format, ulong Schema), Entry> _entries = [];
    private MessageHeader _lastHeader;
    private Entry? _last;

    /// <summary>Reads a message, header and record.</summary>
    /// <param name="message">The value of a record of a topic.</param>
    /// <param name="target">Takes the fields; must be empty. Positions count from the start of the message.</param>
    /// <returns>
    /// Success, or one error. <see cref="DecodeError.SchemaUnavailable"/> is the only one for which a later try may end
    /// otherwise.
    /// </returns>
    public DecodeResult Decode<TTarget>(ReadOnlySpan<byte> message, ref TTarget target)
        where TTarget : IRecordTarget, allows ref struct
    {
        var header = MessageHeader.Read(message);
        var entry = _last;
        if (entry is null || header != _lastHeader)
        {
            if (header.Format == MessageFormat.Unknown) return new DecodeResult(DecodeError.UnknownFormat, 0, null);
            var error = Find(header, out entry, out var detail);
            if (entry is null) return new DecodeResult(error, 0, detail);
            _last = entry;
            _lastHeader = header;
        }
        return entry.Plan is null
            ? new DecodeResult(DecodeError.IncompatibleSchema, 0, entry.Refusal)
            : entry.Plan.Read(message, header.Length, ref target);
    }

    private DecodeError Find(in MessageHeader header, out Entry? entry, out string? detail)
    {
        detail = null;
        if (_entries.TryGetValue((header.Format, header.Schema), out entry)) return DecodeError.None;
        var error = writers.Find(header, out var writer, out detail);
        if (writer is null) return error;
        if (_entries.Count == Limits.Plans) _entries.Clear();
        entry = Compile(writer);
        _entries.Add((header.Format, header.Schema), entry);
        return DecodeError.None;
    }

    private Entry Compile(RecordSchema writer)
    {
        try
        {
            return new Entry(ReadPlan.Compile(writer, reader, binding), null);
        }
        catch (SchemaException e)
        {
            return new Entry(null, e.Message);
        }
    }

    private sealed record Entry(ReadPlan? Plan, string? Refusal);
}
