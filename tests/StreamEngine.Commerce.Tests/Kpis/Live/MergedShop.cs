using System.Text;
using StreamEngine.Commerce.Kpis;
using StreamEngine.Commerce.Kpis.Live;
using StreamEngine.Commerce.Outputs;
using StreamEngine.Commerce.Policies;
using StreamEngine.Core.Inputs;
using StreamEngine.Core.Tasks;
using StreamEngine.Core.Time;
using StreamEngine.Schemas.Framing;
using StreamEngine.Testing.Shop;

namespace StreamEngine.Commerce.Tests.Kpis.Live;

/// <summary>
/// The merge stage over the partitions of the topic of shares; keeps the last line of each key, as compaction does.
/// </summary>
internal sealed class MergedShop : IDisposable, IKpiOutput
{
    private ShopPolicy _policy;
    private readonly KpiMergeTask[] _tasks;
    private readonly SortedDictionary<string, byte[]>[] _states;
    private readonly RecordBatch _batch = new();

    public MergedShop(ShopPolicy policy, int targets)
    {
        _policy = policy;
        _tasks = [.. Enumerable.Range(0, targets).Select(_ => NewTask())];
        _states =
            [.. _tasks.Select(_ => new SortedDictionary<string, byte[]>(StringComparer.Ordinal))];
    }

    /// <summary>The last line of each key.</summary>
    public Dictionary<string, KpiRecord> Lines { get; } = [];

    /// <summary>How often a line was published.</summary>
    public int Published { get; private set; }

    /// <summary>How many windows the stage keeps.</summary>
    public int Windows => _tasks.Sum(task => task.Windows);

    /// <summary>The figures at hand.</summary>
    public IEnumerable<CurrentFigure> Current() => _tasks.SelectMany(task => task.Current());

    public void Take(IEnumerable<PublishedPartial> partials)
    {
        foreach (var partial in partials) Take(partial);
    }

    public void Take(PublishedPartial partial)
    {
        _batch.Clear();
        _batch.Add(
            new InputRecord { Input = 0, Position = 0, Arrival = InputRecord.NoArrival, Weight = 1 },
            Encoding.UTF8.GetBytes(partial.Key), partial.Value);
        _tasks[partial.Target].Take(_batch, _batch[0], EventTime.Min);
    }

    /// <summary>Every stage ends and goes on elsewhere from the records of its state.</summary>
    /// <param name="withdrawn">Whether each record is followed by one that takes it back.</param>
    /// <param name="policy">Under another policy; null: the same.</param>
    public void Restart(bool withdrawn = false, ShopPolicy? policy = null)
    {
        _policy = policy ?? _policy;
        for (var target = 0; target < _tasks.Length; target++)
        {
            var state = _states[target];
            ((ITaskState)_tasks[target]).TakeChanges((key, value) =>
            {
                var text = Encoding.UTF8.GetString(key);
                if (value.IsEmpty) state.Remove(text);
                else state[text] = value.ToArray();
            });
            _tasks[target].Dispose();
            var next = NewTask();
            foreach (var (key, value) in state) ((ITaskState)next).Load(Encoding.UTF8.GetBytes(key), value);
            foreach (var key in withdrawn ? [.. state.Keys] : Array.Empty<string>())
                ((ITaskState)next).Load(Encoding.UTF8.GetBytes(key), default);
            ((ITaskState)next).Resume(EventTime.Min);
            _tasks[target] = next;
        }
    }

    public void Publish(KpiRecord line)
    {
        Published++;
        var key = KpiKey.Of(line);
        Assert.Equal(Lines.TryGetValue(key, out var last) ? last.Revision + 1 : 1, line.Revision);
        Lines[key] = line;
    }

    public void Withdraw(string key) => Assert.True(Lines.Remove(key));

    /// <summary>The lines in the form of <see cref="EngineRun.Kpis"/>.</summary>
    public IEnumerable<string> Kpis() => Lines.Values.Select(k => RecordedOutput.Line(
        k.Kpi, k.Grain, k.WindowStart, k.WindowEnd, k.View, k.Currency,
        k.Breakdown is { } b ? $$"""{"{{b.Name}}":"{{b.Value}}"}""" : null, k.Numerator, k.Denominator, k.Value,
        k.IsFinal ? "final" : "provisional"));

    public void Dispose()
    {
        foreach (var task in _tasks) task.Dispose();
    }

    private KpiMergeTask NewTask() => new(_policy, new ShopTime(), new WriterSchemas(), _ => this);
}
