using StreamEngine.Connectors.Files.Reading;
using StreamEngine.Connectors.Files.Rows;
using StreamEngine.Connectors.Files.Sources;
using StreamEngine.Connectors.Files.Streams;
using StreamEngine.Connectors.Files.Values;
using StreamEngine.Schemas.Containers;
using StreamEngine.Schemas.Events;
using StreamEngine.Schemas.Reading;

namespace StreamEngine.Connectors.Files.Formats.Avro;

/// <summary>
/// The Avro object container files of one input, one after the other, in the order of their records. Positions count
/// the records of a file from 1.
/// </summary>
internal sealed class AvroStream(IReadOnlyList<SourceFile> files, Outcomes outcomes) : IRecordStream
{
    private readonly RecordMaker _record = new();
    private readonly EventDraft _draft = new();
    private readonly AvroEvidence _evidence = new();
    private int _file = -1;
    private Stream? _stream;
    private IEnumerator<ContainerItem>? _items;
    private long _number;

    public long MergeTime { get; private set; } = long.MinValue;
    public RowPosition Position { get; private set; }
    public byte Topic { get; private set; }
    public int Weight => 1;
    public ReadOnlySpan<byte> Key => _record.Key;
    public ReadOnlySpan<byte> Value => _record.Value;

    public Advance Next()
    {
        while (!outcomes.IsStepDone)
        {
            if (_items is null)
            {
                if (!TryOpen()) return Advance.End;
                continue;
            }
            if (!TryMove(out var hasItem))
            {
                Close();
                continue;
            }
            if (hasItem && Take(_items.Current)) return Advance.Record;
        }
        return Advance.Pause;
    }

    public void Dispose()
    {
        _items?.Dispose();
        _items = null;
        _stream?.Dispose();
        _stream = null;
    }

    private bool TryOpen()
    {
        if (_file + 1 >= files.Count) return false;
        _stream = new BufferedStream(outcomes.Progress.Open(files[++_file]), Limits.ReadBufferBytes);
        _items = Items(_stream).GetEnumerator();
        _number = 0;
        return true;
    }

    // Reads the header only when the first item is asked for, where a read error is expected.
    private static IEnumerable<ContainerItem> Items(Stream stream)
    {
        foreach (var item in AvroEvents.ReadContainer(stream)) yield return item;
    }

    // A file that cannot be read to its end ends there; what stands before is delivered, and the run fails.
    private bool TryMove(out bool hasItem)
    {
        hasItem = false;
        try
        {
            return hasItem = _items!.MoveNext();
        }
        catch (Exception exception) when (exception is InvalidDataException or IOException)
        {
            outcomes.Fail(files[_file].Unreadable(exception));
            return false;
        }
    }

    private void Close()
    {
        outcomes.Progress.Close(files[_file]);
        Dispose();
    }

    private bool Take(in ContainerItem item)
    {
        var file = files[_file];
        var at = new RowPosition(file.Input, file.Index, _number + 1);
        if (item.Event is not { } data)
        {
            TakeFault(item, at);
            return false;
        }
        _number++;
        _draft.Wrap(data);
        if (data.Type == EventType.Unknown) _draft.Fail(RejectReason.UnknownType, "type is not known.");
        if (data.EventId.Length == 0) _draft.Missing("eventId");
        var isMade = _record.TryMake(_draft);
        outcomes.Spend(_record.Value.Length);
        if (!isMade)
        {
            outcomes.Reject(_draft.Flaw!.Value, _draft.Message, at, 1, _evidence.Of(data));
            return false;
        }
        if (EventTimes.IsPlausible(data.EventTime)) MergeTime = data.EventTime;
        Position = at;
        Topic = (byte)data.Topic;
        return true;
    }

    private void TakeFault(in ContainerItem item, in RowPosition at)
    {
        var message = item.Fault.ToString();
        if (item.RecordsLost == 0)
        {
            outcomes.Fail(files[_file].Unreadable(message));
            return;
        }
        _number += item.RecordsLost;
        var bytes = item.Bytes.Span;
        var reason = item.Fault.Error == DecodeError.TooLarge ? RejectReason.TooLarge : RejectReason.Malformed;
        outcomes.Reject(
            reason, message, at, item.RecordsLost, bytes[..Math.Min(bytes.Length, Limits.MaxGroupEvidenceBytes)]);
    }
}
