using StreamEngine.Core.Inputs;

namespace StreamEngine.Benchmarks.Stages;

/// <summary>
/// The path of an event up to some point: what one has more than the one before is what that part costs.
/// </summary>
public abstract class Stage : IDisposable
{
    /// <summary>The stages, each with everything that the one before does.</summary>
    public static IReadOnlyList<(string Name, Func<Stage> Make)> All { get; } =
    [
        ("raw", () => new RawStage()),
        ("decode", () => new DecodeStage()),
        ("ingress", () => new IngressStage()),
        ("keyed", () => new KeyedStage()),
        ("pipeline", () => new PipelineStage(json: false)),
        ("pipeline+json", () => new PipelineStage(json: true)),
    ];

    /// <summary>Something that depends on every record, so that no work can be left out.</summary>
    public long Result { get; protected set; }

    /// <summary>How many customers have state; 0 where the stage keeps none.</summary>
    public virtual int Customers => 0;

    /// <summary>Takes a batch through.</summary>
    public abstract void Run(RecordBatch batch);

    /// <inheritdoc/>
    public virtual void Dispose() => GC.SuppressFinalize(this);
}
