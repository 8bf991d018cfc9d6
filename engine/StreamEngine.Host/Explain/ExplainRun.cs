using System.Globalization;
using StreamEngine.Commerce;
using StreamEngine.Commerce.Policies;
using StreamEngine.Commerce.Privacy;
using StreamEngine.Connectors.Files.Inputs;
using StreamEngine.Connectors.Files.Sources;
using StreamEngine.Core.Time;
using StreamEngine.Runtime.Tasks;
using StreamEngine.Schemas.Framing;

namespace StreamEngine.Host.Explain;

/// <summary>
/// Runs the whole input through the pipeline, watched: all customers, because the events of all move time. The same
/// pipeline as in <c>replay</c>, with a witness.
/// </summary>
internal sealed class ExplainRun : IDisposable
{
    private readonly FileSource _source;
    private readonly Story _story;
    private readonly TaskGroup _group;

    /// <summary>Opens the inputs.</summary>
    /// <param name="customerKey">As in the outputs: <c>customer:…</c> or <c>visitor:…</c>.</param>
    /// <param name="inputs">What is read.</param>
    /// <param name="policy">What the business decides.</param>
    /// <param name="personal">Hides what is personal as the run to be explained did.</param>
    public ExplainRun(
        string customerKey, IReadOnlyList<FileInput> inputs, ShopPolicy policy, PersonalData personal)
    {
        var subject = new Subject(customerKey, personal);
        var time = new ShopTime();
        var schemas = new WriterSchemas();
        _source = FileSource.Open(inputs);
        var story = _story = new Story(subject.Key, next => SourceOf(next.Source, next.Position));
        _group = new TaskGroup(
            1, time.OutOfOrdernessMs,
            _ => new WatchedTask(
                new ShopTask(policy, time, schemas, _ => story, personal: personal, trace: story, isSaved: false),
                subject, story, (_, file, line) => SourceOf(file, line)),
            static (in _, _) => { }, static _ => { });
    }

    /// <summary>Runs to the end of the input and of time, and returns the story.</summary>
    public IReadOnlyList<StoryLine> Run(CancellationToken cancellationToken)
    {
        foreach (var batch in _source.Read())
        {
            cancellationToken.ThrowIfCancellationRequested();
            _group.Step(batch.Records);
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

    private string SourceOf(int file, long line) =>
        string.Create(CultureInfo.InvariantCulture, $"{Path.GetFileName(_source.Files[file])}:{line}");
}
