using System.Globalization;
using System.Text;
using StreamEngine.Commerce;
using StreamEngine.Commerce.Events;
using StreamEngine.Commerce.Policies;
using StreamEngine.Commerce.Privacy;
using StreamEngine.Connectors.Files.Inputs;
using StreamEngine.Connectors.Files.Sources;
using StreamEngine.Core.Tasks;
using StreamEngine.Core.Time;
using StreamEngine.Runtime.Tasks;
using StreamEngine.Schemas.Events;
using StreamEngine.Schemas.Framing;

namespace StreamEngine.Host.Explain;

/// <summary>
/// Runs the whole input through the pipeline, watched: all customers, because the events of all move time. The same
/// pipeline as in <c>replay</c>, with a witness.
/// </summary>
internal sealed class ExplainRun : IDisposable
{
    private readonly byte[] _key;
    private readonly PersonalData _personal;
    private readonly byte[] _recordKey = new byte[CustomerKey.MaxBytes];
    private readonly FileSource _source;
    private readonly Story _story;
    private readonly TaskGroup _group;
    private readonly HashSet<(int File, long Line)> _own = [];

    /// <summary>Opens the inputs.</summary>
    /// <param name="customerKey">As in the outputs: <c>customer:…</c> or <c>visitor:…</c>.</param>
    /// <param name="inputs">What is read.</param>
    /// <param name="policy">What the business decides.</param>
    /// <param name="personal">Hides what is personal as the run to be explained did.</param>
    public ExplainRun(
        string customerKey, IReadOnlyList<FileInput> inputs, ShopPolicy policy, PersonalData personal)
    {
        _personal = personal;
        _key = HideId(Encoding.UTF8.GetBytes(customerKey)).ToArray();
        var time = new ShopTime();
        var schemas = new WriterSchemas();
        _source = FileSource.Open(inputs);
        _story = new Story(_key, policy, SourceOf);
        _group = new TaskGroup(
            1, time.OutOfOrdernessMs,
            _ => new ShopTask(
                policy, time, schemas, _ => _story, personal: _personal, trace: _story, isSaved: false),
            OnFate, _ => { });
    }

    /// <summary>How many records of the customer were read.</summary>
    public int Records => _own.Count;

    /// <summary>Runs to the end of the input and of time, and returns the story.</summary>
    public IReadOnlyList<StoryLine> Run(CancellationToken cancellationToken)
    {
        foreach (var batch in _source.Read())
        {
            cancellationToken.ThrowIfCancellationRequested();
            var records = batch.Records;
            for (var i = 0; i < records.Count; i++)
                if (HideId(records.Key(records[i])).SequenceEqual(_key))
                    _own.Add((records[i].Source, records[i].Position));
            _group.Step(records);
        }

        _story.IsDraining = true;
        _group.AdvanceTo(EventTime.Max);
        return _story.Lines;
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        _group.Dispose();
        _source.Dispose();
        _story.Dispose();
    }

    private void OnFate(in RecordFate fate, ReadOnlySpan<byte> value)
    {
        if (fate.Kind == FateKind.Processed || !_own.Contains((fate.Source, fate.Position))) return;
        var (what, why) = fate.Kind switch
        {
            FateKind.Duplicate => ("a duplicate, dropped", null),
            FateKind.Late => ("too late, changes nothing", fate.Message),
            FateKind.Filtered => ($"filtered: {fate.Reason}", fate.Message),
            _ => ($"refused: {fate.Reason}", fate.Message),
        };
        _story.Refuse(_group.Clock.HighestEventTime, what, why, SourceOf(fate.Source, fate.Position));
    }

    private ReadOnlySpan<byte> HideId(ReadOnlySpan<byte> key)
    {
        if (key.Length > _recordKey.Length) return [];
        key.CopyTo(_recordKey);
        return _recordKey.AsSpan(0, _personal.HideId(_recordKey, key.Length));
    }

    private string SourceOf(ShopEvent next) => SourceOf(next.Source, next.Position);

    private string SourceOf(int file, long line) =>
        string.Create(CultureInfo.InvariantCulture, $"{Path.GetFileName(_source.Files[file])}:{line}");
}
