using StreamEngine.Schemas.Framing;
using StreamEngine.Schemas.Model;
using StreamEngine.Schemas.Reading;

namespace StreamEngine.Schemas.Events;

/// <summary>
/// Reads the messages of the input topics. Fields are delivered by <see cref="EventField"/>, the same for all topics.
/// One thread at a time; <see cref="WriterSchemas"/> may be shared.
/// </summary>
/// <param name="writers">The schemas that messages may name.</param>
public sealed class EventDecoder(WriterSchemas writers)
{
    private readonly RecordDecoder[] _decoders = [.. Enum.GetValues<EventTopic>().Select(
        topic => new RecordDecoder(ShopSchemas.Of(topic), EventFields.Binding, writers))];

    /// <summary>Reads a message of that topic; see <see cref="RecordDecoder.Decode"/>.</summary>
    /// <param name="topic">The topic that it came from.</param>
    /// <param name="message">The value of the record.</param>
    /// <param name="target">Takes the fields; must be empty. Positions count from the start of the message.</param>
    public DecodeResult Decode<TTarget>(EventTopic topic, ReadOnlySpan<byte> message, ref TTarget target)
        where TTarget : IRecordTarget, allows ref struct =>
        _decoders[(int)topic].Decode(message, ref target);
}
