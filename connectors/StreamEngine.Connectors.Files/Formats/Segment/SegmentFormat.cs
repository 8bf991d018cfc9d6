using System.Text;
using System.Text.Json;
using StreamEngine.Connectors.Files.Formats.Events;
using StreamEngine.Connectors.Files.Json;
using StreamEngine.Connectors.Files.Reading;
using StreamEngine.Connectors.Files.Rows;
using StreamEngine.Connectors.Files.Sources;
using StreamEngine.Connectors.Files.Values;
using StreamEngine.Schemas.Events;

namespace StreamEngine.Connectors.Files.Formats.Segment;

/// <summary>Segment's calls as JSON lines, with the names of its e-commerce specification (docs/formats.md).</summary>
internal sealed class SegmentFormat : ILineFormat
{
    private readonly EventDraft _draft = new();
    private readonly SegmentCall _call = new();
    private readonly SegmentReader _reader;

    public SegmentFormat() => _reader = new SegmentReader(_call);

    public void Begin(SourceFile file)
    {
    }

    public void Read(LineReader lines, in RowPosition at, IRowSink sink)
    {
        if (!LineChecks.Pass(lines, at, sink)) return;
        _draft.Clear();
        try
        {
            _reader.Read(lines.Line);
        }
        catch (Exception exception) when (JsonTokens.IsFlaw(exception))
        {
            sink.Reject(RejectReason.Malformed, JsonTokens.NotJson, at, 1, lines.Line);
            return;
        }
        if (!TryFindType(out var type))
        {
            sink.Filtered(FilteredRows.UnmappedEvent, at, 1);
            return;
        }
        FillEnvelope(lines.Line);
        if (type is { } known)
        {
            _draft.Is(EventNames.TopicOf(known), known);
            SegmentBody.Fill(_draft, _call);
        }
        sink.Event(_draft, at, 1, lines.Line);
    }

    public void End()
    {
    }

    // False where the call carries nothing for us. The type is null where it cannot be told, which is a flaw.
    private bool TryFindType(out EventType? type)
    {
        type = null;
        switch (_call.Type)
        {
            case "page" or "screen":
                type = EventType.PageView;
                return true;
            case "identify":
                type = EventType.Identified;
                return true;
            case "group" or "alias":
                return false;
            case "track" when _call.Event is null:
                _draft.Missing("event");
                return true;
            case "track":
                if (SegmentMapping.TryGet(_call.Event, out type)) return type is not null;
                _draft.Fail(RejectReason.UnknownType, "event is not a name of the e-commerce specification.");
                return true;
            case null:
                _draft.Missing("type");
                return true;
            default:
                _draft.Fail(RejectReason.UnknownType, "type is not track, page, screen, identify, group or alias.");
                return true;
        }
    }

    private void FillEnvelope(ReadOnlySpan<byte> line)
    {
        var data = _draft.Event;
        data.EventId = _call.MessageId ?? RowsHash.Of(line);
        data.AnonymousId = _call.AnonymousId;
        data.CustomerId = _call.UserId;
        data.UserAgent = _call.UserAgent;
        data.Url = _call.PageUrl ?? _call.Url;
        data.Referrer = _call.PageReferrer ?? _call.Referrer;
        data.Campaign = _call.Campaign;
        data.Locale = _call.Locale;
        data.TimeZone = _call.TimeZone;
        data.Country = _call.Country;
        var isApp = string.Equals(_call.Type, "screen", StringComparison.Ordinal)
            || string.Equals(_call.Channel, "mobile", StringComparison.OrdinalIgnoreCase);
        data.Channel = isApp ? Channel.App : Channel.Web;
        FillTimes(data);
    }

    // "timestamp" is the device's time already corrected by sentAt; a second correction would spoil it. Only raw calls,
    // which have no "timestamp", still need sentAt.
    private void FillTimes(EventData data)
    {
        if (_call.Timestamp is not null)
        {
            data.EventTime = Time(_call.Timestamp, "timestamp") ?? 0;
        }
        else if (_call.OriginalTimestamp is not null)
        {
            data.EventTime = Time(_call.OriginalTimestamp, "originalTimestamp") ?? 0;
            if (_call.SentAt is not null) data.SentAt = Time(_call.SentAt, "sentAt");
        }
        else
        {
            _draft.Missing("timestamp");
        }
    }

    private long? Time(string text, string field)
    {
        if (TimeText.TryParse(Encoding.UTF8.GetBytes(text), out var time)) return time;
        _draft.Fail(RejectReason.Malformed, $"{field} is not an ISO-8601 time with its zone.");
        return null;
    }
}
