using System.IO.Hashing;
using StreamEngine.Core;
using StreamEngine.Core.Inputs;
using StreamEngine.Core.Log;
using StreamEngine.Core.Tasks;
using StreamEngine.Core.Time;
using StreamEngine.Runtime.Inputs;
using StreamEngine.Runtime.Ledger;
using StreamEngine.Runtime.Workers;

namespace StreamEngine.Runtime.Tasks;

/// <summary>Takes what a task gives out; there is none while outputs are suppressed.</summary>
internal interface ITaskSink
{
    /// <summary>Records were published.</summary>
    void Publish(OutputBatch outputs);

    /// <summary>A record was late or refused.</summary>
    void Refuse(in RecordFate fate, LogBatch records, int index);
}

/// <summary>
/// The deterministic part of a task: the same steps give the same outputs, state and books, live and in a replay.
/// </summary>
internal sealed class TaskCore : IDisposable
{
    private const ulong DigestFactor = 0x9E37_79B9_7F4A_7C15UL;

    private readonly WorkerOptions _options;
    private readonly StreamTask _task;
    private readonly RecordBatch _gathered = new();
    private readonly List<int> _gatheredInputs = [];
    private readonly long[] _inputBytes;
    private readonly int[] _indexOfInput = new int[byte.MaxValue + 1];

    public TaskCore(int partition, WorkerOptions options, ITaskPipeline pipeline)
    {
        Partition = partition;
        _options = options;
        State = pipeline.State;
        var inputs = options.Inputs.Count;
        Clock = new TaskClock(inputs, options.OutOfOrdernessMs);
        Queues = new InputQueue[inputs];
        Books = new LedgerColumns[inputs];
        _inputBytes = new long[inputs];
        for (var i = 0; i < inputs; i++)
        {
            Queues[i] = new InputQueue(new LogPartition(options.Inputs[i].Topic, partition));
            Books[i] = new LedgerColumns();
            _indexOfInput[options.Inputs[i].Input] = i;
        }

        _task = new StreamTask(pipeline, Clock, input => _indexOfInput[input], OnFate);
    }

    public int Partition { get; }

    public ITaskPipeline Pipeline => _task.Pipeline;

    /// <summary>What the pipeline keeps.</summary>
    public ITaskState State { get; }

    public TaskClock Clock { get; }

    public InputQueue[] Queues { get; }

    /// <summary>By input: what became of its records.</summary>
    public LedgerColumns[] Books { get; }

    /// <summary>Bytes of keys and values of an input that were processed.</summary>
    public long InputBytesOf(int input) => _inputBytes[input];

    /// <summary>Takes the outputs; null while they are suppressed.</summary>
    public ITaskSink? Sink { get; set; }

    /// <summary>Digests since <see cref="ResetDigests"/>.</summary>
    public ulong InputDigest { get; private set; }
    public ulong OutputDigest { get; private set; }

    /// <summary>How many records are gathered.</summary>
    public int Gathered => _gathered.Count;

    public void ResetDigests() => InputDigest = OutputDigest = 0;

    /// <summary>Puts the next record of an input among those to be stepped.</summary>
    public void Gather(int input)
    {
        var queue = Queues[input];
        Invariant.Require(queue.TryPeek(out var records, out var index), "a record is there before it is gathered");
        ref readonly var record = ref records[index];
        var heartbeat = HeartbeatRecord.TryRead(records, record, out var time) ? time : (long?)null;
        _gathered.Add(Describe(input, record, heartbeat), records.Key(record), records.Value(record));
        _gatheredInputs.Add(input);
        queue.MoveOn();
    }

    /// <summary>
    /// Steps what was gathered. Who it speaks of is brought into memory first, and who has something due by the
    /// watermark, as far as the state allows at once.
    /// </summary>
    /// <param name="foreseen">
    /// How far the watermark may go meanwhile, so that there is one read instead of many; Min where nobody knows.
    /// </param>
    public async ValueTask StepAsync(long foreseen)
    {
        var (from, isThere) = (0, false);
        while (from < _gathered.Count)
        {
            // One wrong stamp years ahead must not bring in everybody.
            var ahead = Math.Min(foreseen, EventTime.Plus(Clock.Watermark, Limits.ForesightMs));
            var asked = Math.Max(Clock.Watermark, ahead);
            var allowed = await AllowedAsync(from, isThere ? 0 : _gathered.Count - from, asked).ConfigureAwait(false);
            isThere = true;
            if (allowed < Clock.Watermark) Pipeline.AdvanceTo(allowed);
            while (from < _gathered.Count && Clock.Watermark <= allowed) Step(from++);
            Drain();
            if (allowed >= asked) continue;
            State.Shrink();
            isThere = false;
        }

        _gathered.Clear();
        _gatheredInputs.Clear();
        State.Shrink();
        foreach (var queue in Queues) queue.Release();
    }

    /// <summary>Folds and settles everything before the watermark.</summary>
    public async ValueTask CatchUpAsync()
    {
        Invariant.Require(_gathered.Count == 0, "what is gathered is stepped before time moves on");
        var watermark = Clock.Watermark;
        while (true)
        {
            var allowed = await AllowedAsync(0, 0, watermark).ConfigureAwait(false);
            Pipeline.AdvanceTo(Math.Min(allowed, watermark));
            Drain();
            State.Shrink();
            if (allowed >= watermark) break;
        }

        foreach (var queue in Queues) queue.Release();
    }

    /// <summary>The wall clock is told; what was due before was settled without it.</summary>
    public async ValueTask TickAsync(long now)
    {
        await CatchUpAsync().ConfigureAwait(false);
        Pipeline.Tick(now);
        LastTick = now;
    }

    /// <summary>The wall clock as the pipeline knows it.</summary>
    public long LastTick { get; set; } = EventTime.Min;

    /// <summary>
    /// A policy document is in force from the watermark on; everything before was settled by those before it.
    /// </summary>
    /// <exception cref="FormatException">It is refused.</exception>
    public void Adopt(ReadOnlyMemory<byte> document) => _task.Adopt(document);

    /// <summary>The policy adopted last; null where there is none that is journaled.</summary>
    public PolicyInForce? Policy => (Pipeline as ITaskPolicies)?.InForce;

    public void MarkIdle(int input) => Clock.MarkIdle(input);

    public void Advance(long watermark) => Clock.AdvanceTo(watermark);

    /// <summary>
    /// A record that was processed before the snapshot comes again: it waits once more if it waited then.
    /// </summary>
    public async ValueTask RetakeAsync(int input)
    {
        var queue = Queues[input];
        Invariant.Require(queue.TryPeek(out var records, out var index), "a record is there before it is taken again");
        var offset = records[index].Offset;
        var isWaiting = false;
        if (GatherToRetake(input, records, index))
        {
            await AllowedAsync(0, 1, EventTime.Min).ConfigureAwait(false);
            isWaiting = Pipeline.Retake(_gathered, _gathered[0]);
            _gathered.Clear();
            State.Shrink();
        }

        queue.MoveOn();
        if (!isWaiting) queue.Settle(offset);
        queue.Release();
    }

    /// <inheritdoc/>
    public void Dispose() => _task.Dispose();

    private bool GatherToRetake(int input, LogBatch records, int index)
    {
        ref readonly var record = ref records[index];
        if (IsMisrouted(records.Key(record), record.IsKeyNull) || HeartbeatRecord.TryRead(records, record, out _))
            return false;
        _gathered.Add(Describe(input, record, null), records.Key(record), records.Value(record));
        return true;
    }

    private ValueTask<long> AllowedAsync(int from, int count, long watermark) =>
        State.MakeResidentAsync(_gathered, from, count, watermark);

    private void Step(int index)
    {
        ref readonly var record = ref _gathered[index];
        var key = _gathered.Key(record);
        var value = _gathered.Value(record);
        var input = _gatheredInputs[index];
        Books[input].CountRead(1);
        _inputBytes[input] += key.Length + value.Length;
        InputDigest = Mix(Mix(InputDigest, XxHash3.HashToUInt64(key, input)), XxHash3.HashToUInt64(value,
            record.Position));
        if (record.Heartbeat is null && IsMisrouted(key, key.IsEmpty))
        {
            OnFate(new RecordFate(record.Input, record.Source, record.Position, 1, FateKind.DeadLettered, "validate",
                "misrouted", "the key belongs to another partition"), value);
            return;
        }

        _task.Step(_gathered, record);
    }


    private bool IsMisrouted(ReadOnlySpan<byte> key, bool isNull)
    {
        if (_options.Partitions == 1) return false;
        var partition = Partitioner.Of(_options.Partitioner, key, isNull, _options.Partitions);
        return partition != Partitioner.Any && partition != Partition;
    }

    private InputRecord Describe(int input, in LogRecord record, long? heartbeat) => new()
    {
        Input = _options.Inputs[input].Input,
        Source = Partition,
        Position = record.Offset,
        Arrival = record.TimestampKind == TimestampKind.None ? InputRecord.NoArrival : record.Timestamp,
        Weight = 1,
        Heartbeat = heartbeat,
    };

    private void Drain()
    {
        var outputs = Pipeline.Outputs;
        if (outputs.Count == 0) return;
        for (var i = 0; i < outputs.Count; i++)
        {
            OutputDigest = Mix(Mix(OutputDigest, XxHash3.HashToUInt64(outputs.Key(i), outputs.Stream(i))),
                XxHash3.HashToUInt64(outputs.Value(i)));
        }

        Sink?.Publish(outputs);
        outputs.Clear();
    }

    private void OnFate(in RecordFate fate, ReadOnlySpan<byte> value)
    {
        var input = _indexOfInput[fate.Input];
        Books[input].CountFate(fate.Kind, fate.Reason, fate.Weight);
        if (Sink is not null && fate.Kind is FateKind.Late or FateKind.DeadLettered)
        {
            var (records, index) = Queues[input].Find(fate.Position);
            Sink!.Refuse(fate, records, index);
        }

        Queues[input].Settle(fate.Position);
    }

    private static ulong Mix(ulong digest, ulong hash)
    {
        digest = unchecked((digest ^ hash) * DigestFactor);
        return digest ^ (digest >> 29);
    }
}
