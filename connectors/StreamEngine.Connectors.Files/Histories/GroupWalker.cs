using StreamEngine.Connectors.Files.Rows;
using StreamEngine.Connectors.Files.Sorting;
using StreamEngine.Connectors.Files.Sources;
using StreamEngine.Connectors.Files.Streams;
using StreamEngine.Core.Hashing;

namespace StreamEngine.Connectors.Files.Histories;

/// <summary>Walks through rows sorted by their groups, and has the format make an event of each group.</summary>
internal sealed class GroupWalker(ISortedRun rows, Func<int, IGroupFormat> formatOf, Outcomes outcomes)
{
    private readonly byte[] _evidence = new byte[Limits.MaxGroupEvidenceBytes];
    private IGroupFormat? _format;
    private Hash128 _group;
    private RowPosition _first;
    private int _rows;
    private long _bytes;
    private int _evidenceLength;

    /// <summary>Takes one row; false when the last group is done.</summary>
    public bool Step(IRowSink sink)
    {
        if (!rows.Read())
        {
            End(sink);
            return false;
        }
        var row = rows.Value;
        outcomes.Spend(row.Length);
        if (_format is null || rows.Key.Group != _group)
        {
            End(sink);
            Begin();
        }
        _rows++;
        _bytes += row.Length;
        Keep(row);
        if (!IsTooLarge) _format!.AddToGroup(row, rows.Key.Position);
        return true;
    }

    private bool IsTooLarge => _rows > Limits.MaxGroupRows || _bytes > Limits.MaxGroupBytes;

    private void Begin()
    {
        _group = rows.Key.Group;
        _first = rows.Key.Position;
        _rows = 0;
        _bytes = 0;
        _evidenceLength = 0;
        _format = formatOf(_first.Input);
        _format.BeginGroup();
    }

    private void End(IRowSink sink)
    {
        if (_format is null) return;
        var evidence = _evidence.AsSpan(0, _evidenceLength);
        if (IsTooLarge)
        {
            var message = $"The event has more than {Limits.MaxGroupRows} rows or {Limits.MaxGroupBytes} bytes.";
            sink.Reject(RejectReason.TooLarge, message, _first, _rows, evidence);
        }
        else
        {
            _format.EndGroup(_first, _rows, evidence, sink);
        }
        _format = null;
    }

    // Rows stand behind each other as lines; what does not fit is left out.
    private void Keep(ReadOnlySpan<byte> row)
    {
        var room = _evidence.AsSpan(_evidenceLength);
        if (_rows > 1 && room.Length > 0)
        {
            room[0] = (byte)'\n';
            room = room[1..];
            _evidenceLength++;
        }
        var length = Math.Min(room.Length, row.Length);
        row[..length].CopyTo(room);
        _evidenceLength += length;
    }
}
