using System.Buffers;
using StreamEngine.Schemas.Events;

namespace StreamEngine.Connectors.Files.Formats.Avro;

/// <summary>
/// The bytes of an event that a container file holds and that was refused: in single-object encoding, because inside
/// its block an event has no bounds of its own. Empty where it cannot even be encoded.
/// </summary>
internal sealed class AvroEvidence
{
    private readonly EventEncoder _encoder = new();
    private readonly ArrayBufferWriter<byte> _bytes = new();

    public ReadOnlySpan<byte> Of(EventData data)
    {
        _bytes.ResetWrittenCount();
        return _encoder.Encode(data, _bytes).IsSuccess ? _bytes.WrittenSpan : [];
    }
}
