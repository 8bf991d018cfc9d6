using System.Text.Json;
using StreamEngine.Connectors.Files.Json;
using StreamEngine.Connectors.Files.Reading;
using StreamEngine.Connectors.Files.Rows;
using StreamEngine.Connectors.Files.Sources;
using StreamEngine.Connectors.Files.Values;
using StreamEngine.Schemas.Events;

namespace StreamEngine.Connectors.Files.Formats.Otto;

/// <summary>
/// The OTTO recommender data set: a line is a session, its events are the rows; the orders of one session and time are
/// one order (docs/formats.md).
/// </summary>
internal sealed class OttoFormat : IGroupFormat
{
    private static readonly string TooMany = $"The line has more than {Limits.MaxEventsPerLine} events.";

    private readonly TextPool _texts = new();
    private readonly EventDraft _draft = new();
    private readonly EventDraft _order = new();
    private readonly RowsHash _id = new();
    private readonly OttoRow _row;
    private byte[] _buffer = new byte[256];
    private bool _isFirst;

    public OttoFormat() => _row = new OttoRow(_texts);

    public void Begin(SourceFile file)
    {
    }

    public void Read(LineReader lines, in RowPosition at, IRowSink sink)
    {
        if (!LineChecks.Pass(lines, at, sink)) return;
        try
        {
            var line = OttoLine.Read(lines.Line, _texts);
            var weight = Math.Max(1, line.Count);
            if (line.Error is not null)
                sink.Reject(RejectReason.Malformed, line.Error, at, weight, lines.Line);
            else if (line.Events.IsEmpty)
                sink.Reject(RejectReason.MissingField, "events is missing.", at, 1, lines.Line);
            else if (line.Session?.Contains('\t', StringComparison.Ordinal) == true)
                sink.Reject(RejectReason.Malformed, "session has a tab.", at, weight, lines.Line);
            else if (line.Count > Limits.MaxEventsPerLine)
                sink.Reject(RejectReason.TooLarge, TooMany, at, weight, lines.Line);
            else
                ReadEvents(line, at, sink);
        }
        catch (Exception exception) when (JsonTokens.IsFlaw(exception))
        {
            sink.Reject(RejectReason.Malformed, JsonTokens.NotJson, at, 1, lines.Line);
        }
    }

    public void End()
    {
    }

    public void BeginGroup()
    {
        _order.Clear();
        _id.Begin("orders"u8);
        _isFirst = true;
    }

    public void AddToGroup(ReadOnlySpan<byte> row, in RowPosition at)
    {
        _draft.Clear();
        _row.Read(row, _draft);
        _id.Add(row);
        var order = _order.Event;
        if (_isFirst)
        {
            _order.Is(EventTopic.Orders, EventType.Placed);
            order.EventTime = _draft.Event.EventTime;
            order.AnonymousId = _draft.Event.AnonymousId;
        }
        _isFirst = false;
        order.Lines.AddUp(_row.Product);
    }

    public void EndGroup(in RowPosition first, int rows, ReadOnlySpan<byte> payload, IRowSink sink)
    {
        _order.Event.EventId = _id.End();
        sink.Event(_order, first, rows, payload);
    }

    private void ReadEvents(OttoLine line, in RowPosition at, IRowSink sink)
    {
        var reader = new Utf8JsonReader(line.Events);
        reader.Read();
        for (var sub = 0; reader.Read() && reader.TokenType != JsonTokenType.EndArray; sub++)
        {
            var here = at with { Sub = sub };
            var item = reader;
            reader.Skip();
            var payload = line.Events[(int)item.TokenStartIndex..(int)reader.BytesConsumed];
            if (item.TokenType == JsonTokenType.StartObject) ReadEvent(ref item, line.Session, payload, here, sink);
            else sink.Reject(RejectReason.Malformed, "An event is not an object.", here, 1, payload);
        }
    }

    // A text that is not Unicode spoils its own event only.
    private void ReadEvent(
        ref Utf8JsonReader reader, string? session, ReadOnlySpan<byte> payload, in RowPosition at, IRowSink sink)
    {
        _draft.Clear();
        try
        {
            _row.Read(ref reader, session, _draft);
        }
        catch (InvalidOperationException)
        {
            sink.Reject(RejectReason.Malformed, "A text is not Unicode.", at, 1, payload);
            return;
        }
        var data = _draft.Event;
        var row = _row.Write(session, ref _buffer);
        if (data.Topic != EventTopic.Orders)
        {
            if (data.Topic == EventTopic.Clickstream) data.ProductId = _row.Product;
            else data.Lines.Add(new EventLine(_row.Product, null, 1, null));
            data.EventId = RowsHash.Of(row);
            sink.Event(_draft, at, 1, payload);
            return;
        }
        _draft.RequirePlausible(data.EventTime, "ts");
        _draft.RequireIdentity();
        if (_draft.Flaw is { } flaw) sink.Reject(flaw, _draft.Message, at, 1, payload);
        else sink.GroupRow(GroupHash.Of(at.Input, $"{session}\t{data.EventTime}"), at, row);
    }
}
