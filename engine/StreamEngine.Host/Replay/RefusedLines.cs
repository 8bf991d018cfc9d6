using System.Buffers;
using System.Text.Encodings.Web;
using System.Text.Json;
using StreamEngine.Commerce.Outputs;
using StreamEngine.Connectors.Files;
using StreamEngine.Connectors.Files.Sources;
using StreamEngine.Core.Tasks;
using StreamEngine.Schemas.Events;
using StreamEngine.Schemas.Framing;

namespace StreamEngine.Host.Replay;

/// <summary>
/// Writes late events and dead letters: where they stood, why they were refused, and the event itself.
/// </summary>
public sealed class RefusedLines : IDisposable
{
    // The years 1 to 9999: the times that the JSON form can write.
    private static readonly long FirstTime = DateTimeOffset.MinValue.ToUnixTimeMilliseconds();
    private static readonly long LastTime = DateTimeOffset.MaxValue.ToUnixTimeMilliseconds();

    private readonly OutputFiles _files;
    private readonly (string Written, string Digested)[] _sources;
    private readonly EventDataReader _reader;
    private readonly EventData _event = new();
    private readonly EventJsonWriter _eventJson = new();
    private readonly ArrayBufferWriter<byte> _body = new(4096), _line = new(4096), _digested = new(4096);
    private readonly Utf8JsonWriter _json = new(Stream.Null, new JsonWriterOptions
    {
        Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping,
        SkipValidation = true,
    });

    /// <summary>Writes to these files about that source.</summary>
    public RefusedLines(OutputFiles files, FileSource source, WriterSchemas schemas)
    {
        _files = files;
        _reader = new EventDataReader(schemas);
        _sources = [.. source.Files.Select((path, file) => NamesOf(source, path, file))];
    }

    /// <summary>Writes a record that the engine refused or found late.</summary>
    /// <param name="fate">Its fate.</param>
    /// <param name="value">The encoded event.</param>
    public void Write(in RecordFate fate, ReadOnlySpan<byte> value)
    {
        var isLate = fate.Kind == FateKind.Late;
        var why = new Why(isLate ? "process" : fate.Stage, fate.Reason, fate.Message);
        var isEvent = TryReadEvent((EventTopic)fate.Input, value);
        // The event's JSON ends with a line feed.
        var body = isEvent ? _body.WrittenSpan[..^1] : value;
        Write(isLate ? ShopStreams.LateEvents : ShopStreams.DeadLetters, fate.Source,
            fate.Position, why, body, isEvent);
    }

    /// <summary>Writes a row that the connector refused.</summary>
    public void Write(FileReject reject)
    {
        var why = new Why(reject.Reason.Stage(), reject.Reason.Name(), reject.Message);
        Write(ShopStreams.DeadLetters, reject.File, reject.Line, why, reject.Payload, isEvent: false);
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        _json.Dispose();
        _eventJson.Dispose();
    }

    private readonly record struct Why(string? Stage, string? Reason, string? Message);

    private void Write(int stream, int file, long line, in Why why, ReadOnlySpan<byte> body, bool isEvent)
    {
        var (written, digested) = _sources[file];
        Format(_line, written, line, why, body, isEvent);
        Format(_digested, digested, line, why, body, isEvent);
        _files.Write(stream, _line.WrittenSpan, _digested.WrittenSpan);
    }

    private void Format(
        ArrayBufferWriter<byte> output, string source, long line, in Why why, ReadOnlySpan<byte> body, bool isEvent)
    {
        output.ResetWrittenCount();
        _json.Reset(output);
        _json.WriteStartObject();
        _json.WriteStartObject("source"u8);
        _json.WriteString("input"u8, source);
        _json.WriteNumber("line"u8, line);
        _json.WriteEndObject();
        _json.WriteString("stage"u8, why.Stage);
        _json.WriteString("reason"u8, why.Reason);
        _json.WriteString("message"u8, why.Message);
        if (isEvent)
        {
            _json.WritePropertyName("event"u8);
            _json.WriteRawValue(body, skipInputValidation: true);
        }
        else
        {
            _json.WriteBase64String("payloadBase64"u8, body);
        }

        _json.WriteEndObject();
        _json.Flush();
    }

    private bool TryReadEvent(EventTopic topic, ReadOnlySpan<byte> value)
    {
        if (!_reader.Read(topic, value, _event).IsSuccess) return false;
        if (!IsWritable(_event.EventTime) || !IsWritable(_event.SentAt ?? FirstTime)) return false;
        _body.ResetWrittenCount();
        _eventJson.Write(_event, _body);
        return true;
    }

    private static bool IsWritable(long time) => time >= FirstTime && time <= LastTime;

    // Folders differ from machine to machine and do not belong to the result.
    private static (string, string) NamesOf(FileSource source, string path, int file)
    {
        var format = source.Inputs[source.InputOf(file)].Name.Split(':', 2)[0];
        return ($"{format}:{path}", $"{format}:{Path.GetFileName(path)}");
    }
}
