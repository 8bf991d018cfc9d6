using System.Text.Json;
using StreamEngine.Connectors.Files.Json;
using StreamEngine.Connectors.Files.Reading;
using StreamEngine.Connectors.Files.Rows;
using StreamEngine.Connectors.Files.Sources;

namespace StreamEngine.Connectors.Files.Formats.Events;

/// <summary>Our own events as JSON lines (docs/formats.md).</summary>
internal sealed class EventsFormat : ILineFormat
{
    private readonly EventDraft _draft = new();
    private readonly EventReader _reader = new();

    public void Begin(SourceFile file)
    {
    }

    public void Read(LineReader lines, in RowPosition at, IRowSink sink)
    {
        if (!LineChecks.Pass(lines, at, sink)) return;
        _draft.Clear();
        try
        {
            var reader = new Utf8JsonReader(lines.Line);
            _reader.Read(ref reader, _draft);
        }
        catch (Exception exception) when (JsonTokens.IsFlaw(exception))
        {
            sink.Reject(RejectReason.Malformed, JsonTokens.NotJson, at, 1, lines.Line);
            return;
        }
        sink.Event(_draft, at, 1, lines.Line);
    }

    public void End()
    {
    }
}
