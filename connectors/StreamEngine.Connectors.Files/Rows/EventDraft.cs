using StreamEngine.Connectors.Files.Sources;
using StreamEngine.Schemas.Events;

namespace StreamEngine.Connectors.Files.Rows;

/// <summary>
/// An event in the making, and the gravest flaw found so far. A flaw does not end the reading of a row, because a
/// graver one may follow.
/// </summary>
internal sealed class EventDraft
{
    /// <summary>The fields read so far.</summary>
    public EventData Event { get; private set; } = new();

    /// <summary>The gravest flaw; null where there is none.</summary>
    public RejectReason? Flaw { get; private set; }

    /// <summary>What the flaw is.</summary>
    public string Message { get; private set; } = "";

    /// <summary>Says which event it is.</summary>
    public void Is(EventTopic topic, EventType type) => (Event.Topic, Event.Type) = (topic, type);

    /// <summary>Notes a flaw, unless one at least as grave is known.</summary>
    public void Fail(RejectReason reason, string message)
    {
        if (Flaw <= reason) return;
        Flaw = reason;
        Message = message;
    }

    /// <summary>Takes an event that is complete already, without flaws so far.</summary>
    public void Wrap(EventData data)
    {
        Event = data;
        Flaw = null;
        Message = "";
    }

    public void Clear()
    {
        Event.Clear();
        Flaw = null;
        Message = "";
    }
}
