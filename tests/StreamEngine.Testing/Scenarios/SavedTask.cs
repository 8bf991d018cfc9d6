using StreamEngine.Core.Inputs;
using StreamEngine.Core.Tasks;
using StreamEngine.Core.Time;
using StreamEngine.Runtime.Tasks;

namespace StreamEngine.Testing.Scenarios;

/// <summary>
/// What is left of a task that was stopped: the records of its state, the last of each key as a compacted changelog
/// keeps them, and its input, of which another task takes again what waited for the watermark.
/// </summary>
internal sealed class SavedTask
{
    private readonly Dictionary<string, (byte[] Key, byte[] Value)> _records = new(StringComparer.Ordinal);
    private readonly RecordBatch _input = new();

    /// <summary>Remembers a record of the input.</summary>
    public void Remember(RecordBatch batch, in InputRecord record) =>
        _input.Add(record, batch.Key(record), batch.Value(record));

    /// <summary>Takes what changed in the state of the only task of the group, as a snapshot does.</summary>
    public void Save(TaskGroup group) => group.Tasks[0].Pipeline.State.TakeChanges((key, value) =>
    {
        var name = Convert.ToHexString(key);
        if (value.IsEmpty) _records.Remove(name);
        else _records[name] = (key.ToArray(), value.ToArray());
    });

    /// <summary>Makes a fresh group go on where the stopped one was, in the order of a worker's restore.</summary>
    public void Resume(TaskGroup fresh, TaskClock stopped)
    {
        var task = fresh.Tasks[0].Pipeline;
        foreach (var (key, value) in _records.Values) task.State.Load(key, value);
        task.State.Resume(stopped.Watermark);
        fresh.Clock.Restore(stopped.Watermark, [stopped.Highest(0)], [stopped.IsIdle(0)], EventTime.Min);
        for (var i = 0; i < _input.Count; i++) task.Retake(_input, _input[i]);
    }
}
