using StreamEngine.Commerce.Events;
using StreamEngine.Commerce.Kpis.Live;
using StreamEngine.Commerce.Outputs;
using StreamEngine.Commerce.Persistence;
using StreamEngine.Commerce.Policies;
using StreamEngine.Commerce.Privacy;
using StreamEngine.Commerce.Tracing;
using StreamEngine.Core.Inputs;
using StreamEngine.Core.Keyed;
using StreamEngine.Core.State;
using StreamEngine.Core.Tasks;
using StreamEngine.Core.Time;
using StreamEngine.Schemas.Framing;

namespace StreamEngine.Commerce;

/// <summary>The shop's pipeline as a task runs it: encoded records in, encoded records and fates out.</summary>
public sealed class ShopTask : ITaskPipeline, ITaskPolicies
{
    private readonly Ingress _ingress;
    private readonly long _latenessMs;
    private readonly long _outOfOrdernessMs;
    private readonly ShopState _state;
    private readonly IStateStore? _store;

    /// <param name="policy">
    /// What the business decides; validated before. Where documents are adopted, or were by the state that is loaded,
    /// these count, and of this one only what no version may change.
    /// </param>
    /// <param name="time">How time is treated.</param>
    /// <param name="schemas">The schemas that records may be written with.</param>
    /// <param name="output">Makes what publishes into the batch.</param>
    /// <param name="routing">
    /// Where the task's shares of figures go; null where nobody merges them while it runs, as in a replay, which takes
    /// them from the pipeline at the end.
    /// </param>
    /// <param name="tier">Where customers are that are not at work; null keeps all in memory.</param>
    /// <param name="personal">Keeps personal data out; null: with the public default key.</param>
    /// <param name="trace">Watches; null: nobody does.</param>
    /// <param name="isSaved">
    /// False where nobody takes <see cref="State"/> as records, as in a replay: what changed is not kept then.
    /// </param>
    public ShopTask(
        ShopPolicy policy, ShopTime time, WriterSchemas schemas, Func<OutputBatch, IShopOutput> output,
        FigureRouting? routing = null, StateTier? tier = null, PersonalData? personal = null, IShopTrace? trace = null,
        bool isSaved = true)
    {
        PersonalData = personal ?? new PersonalData();
        _ingress = new Ingress(schemas, time, PersonalData);
        _latenessMs = time.AllowedLatenessMs;
        _outOfOrdernessMs = time.OutOfOrdernessMs;
        Pipeline = new ShopPipeline(policy, time, output(Outputs), trace);
        Pipeline.Process.Settled = Settle;
        if (routing is not null) Pipeline.PublishFigures(routing, time, Outputs, new FigurePartialCodec(schemas));
        Pipeline.Totals.TracksRecords = isSaved;
        _store = tier?.Store;
        State = _state = new ShopState(Pipeline, _ingress, tier);
    }

    /// <summary>What was hidden so far.</summary>
    public PersonalData PersonalData { get; }

    /// <summary>The pipeline.</summary>
    public ShopPipeline Pipeline { get; }

    /// <inheritdoc/>
    public OutputBatch Outputs { get; } = new();

    /// <inheritdoc/>
    public ITaskState State { get; }

    /// <inheritdoc/>
    public RecordFateHandler? Fate { get; set; }

    /// <inheritdoc/>
    public long NextDue => Pipeline.NextDue;

    /// <inheritdoc/>
    public long NextWaiting => Pipeline.Process.NextWaiting;

    /// <inheritdoc/>
    public bool Retake(RecordBatch batch, in InputRecord record)
    {
        var process = Pipeline.Process;
        var isRefused = _ingress.Read(batch, record, process.Next) is not null;
        if (isRefused || process.Next.Time < process.Position) return false;
        process.Add(_ingress.Key);
        return true;
    }

    /// <inheritdoc/>
    public long? Take(RecordBatch batch, in InputRecord record, long watermark)
    {
        var process = Pipeline.Process;
        var next = process.Next;
        if (_ingress.Read(batch, record, next) is { } refusal)
        {
            Tell(record, refusal.Kind, batch.Value(record), refusal.Stage, refusal.Reason, refusal.Message);
            // A heartbeat is filtered and moves time all the same.
            return refusal.Kind == FateKind.Filtered && record.Heartbeat is { } heartbeat ? Moves(heartbeat) : null;
        }

        if (next.Time < EventTime.Plus(watermark, -_latenessMs))
        {
            Tell(record, FateKind.Late, batch.Value(record), null, "late",
                $"behind the watermark {EventTime.Format(watermark)}");
            return null;
        }

        var time = next.Time;
        process.Add(_ingress.Key);
        return Moves(time);
    }

    /// <inheritdoc/>
    public void AdvanceTo(long watermark) => Pipeline.AdvanceTo(watermark);

    /// <inheritdoc/>
    public PolicyInForce? InForce => Pipeline.Policies is { HasDocument: true } policies
        ? new PolicyInForce(policies.Latest.Version, policies.LatestFrom) : null;

    /// <inheritdoc/>
    public bool IsInForce(ReadOnlyMemory<byte> document) => Pipeline.Policies.HasDocument
        && PolicyDocument.Write(PolicyDocument.Parse(document)).AsSpan()
            .SequenceEqual(PolicyDocument.Write(Pipeline.Policies.Latest));

    /// <inheritdoc/>
    public void Adopt(ReadOnlyMemory<byte> document) =>
        Pipeline.Policies.Adopt(document, Pipeline.Process.Position);

    /// <inheritdoc/>
    public void Tick(long now) => Pipeline.Tick(now);

    /// <inheritdoc/>
    public void Dispose()
    {
        Pipeline.Dispose();
        _store?.Dispose();
    }

    private long Moves(long time)
    {
        // The watermark that the first record leads to, itself included.
        if (Pipeline.Publisher?.Begin(EventTime.Plus(time, -_outOfOrdernessMs - 1)) == true) _state.Began();
        return time;
    }

    private void Settle(ShopEvent next, Admission admission)
    {
        var (kind, stage) = admission.Kind switch
        {
            AdmissionKind.Accepted => (FateKind.Processed, null),
            AdmissionKind.Duplicate => (FateKind.Duplicate, null),
            AdmissionKind.Late => (FateKind.Late, null),
            _ => (FateKind.DeadLettered, "process"),
        };
        var reason = admission.Kind == AdmissionKind.Late ? "late" : admission.Reason;
        Fate?.Invoke(
            new RecordFate(next.Rank, next.Source, next.Position, next.Weight, kind, stage, reason, admission.Message),
            next.Value);
    }

    private void Tell(
        in InputRecord record, FateKind kind, ReadOnlySpan<byte> value, string? stage,
        string? reason, string? message) =>
        Fate?.Invoke(
            new RecordFate(record.Input, record.Source, record.Position, record.Weight, kind, stage, reason, message),
            value);
}
