using System.Buffers;
using System.Globalization;
using System.Text;
using StreamEngine.Benchmarks.Measurements;
using StreamEngine.Commerce;
using StreamEngine.Commerce.Outputs;
using StreamEngine.Commerce.Persistence;
using StreamEngine.Commerce.Policies;
using StreamEngine.Core.Inputs;
using StreamEngine.Core.Tasks;
using StreamEngine.Core.Time;
using StreamEngine.Schemas.Events;
using StreamEngine.Schemas.Framing;
using StreamEngine.State.Files;
using StreamEngine.State.Store;

namespace StreamEngine.Benchmarks;

/// <summary>
/// More customers than memory holds: fills a task with visitors, lets some of them come back, and says how fast it was
/// and what it took.
/// </summary>
internal sealed class StateCommand : IDisposable
{
    private const int Mebibyte = 1024 * 1024;
    private const int BatchRecords = 5_000;
    private const int ClicksPerVisit = 4;
    private readonly string _directory = Directory.CreateTempSubdirectory("streamengine-state").FullName;
    private readonly ShopTask _task;
    private readonly long _changedLimit;
    private readonly FasterStateStore _store;
    private readonly RecordBatch _batch = new(BatchRecords, 2 * Mebibyte);
    private readonly EventEncoder _encoder = new();
    private readonly ArrayBufferWriter<byte> _value = new();
    private readonly EventData _event = new();
    private long _time = 1_711_965_600_000;
    private long _number;
    private long _snapshots;
    private long _snapshotBytes;

    private StateCommand(long memoryBytes)
    {
        _changedLimit = Math.Min(64L * Mebibyte, StateTier.ChangedShareOf(memoryBytes));
        _store = FileWait.Spin.Complete(
            FasterStateStore.OpenAsync(new PhysicalFiles(), new StateStoreOptions
            {
                Directory = _directory, MemoryLimitBytes = StateTier.StoreShareOf(memoryBytes),
            }),
            "opening the store");
        _task = new ShopTask(
            new ShopPolicy(), new ShopTime { VisitorLifetimeMs = 90 * EventTime.Day }, new WriterSchemas(),
            batch => new JsonOutput(batch), tier: new StateTier(_store, StateTier.ObjectShareOf(memoryBytes)));
    }

    /// <summary>Usage: state [customers] [MiB] [visits of those who come back].</summary>
    public static int Run(ReadOnlySpan<string> args)
    {
        var customers = args.Length > 0 ? int.Parse(args[0], CultureInfo.InvariantCulture) : 5_000_000;
        var memory = args.Length > 1 ? int.Parse(args[1], CultureInfo.InvariantCulture) : 512;
        var returns = args.Length > 2 ? int.Parse(args[2], CultureInfo.InvariantCulture) : 200_000;
        using var command = new StateCommand((long)memory * Mebibyte);
        Say($"{customers:N0} visitors of {ClicksPerVisit} clicks, one task, {memory} MiB for state");
        command.Measure("first visits", customers, visit => visit);
        var random = new Random(1);
        command.Measure("who come back", returns, _ => random.Next(customers));
        Say($"snapshots: {command._snapshots}, {command._snapshotBytes / Mebibyte:N0} MiB");
        return 0;
    }

    public void Dispose()
    {
        _task.Dispose();
        Directory.Delete(_directory, recursive: true);
    }

    private void Measure(string what, int visits, Func<int, int> visitor)
    {
        var (from, processor) = (TimeProvider.System.GetTimestamp(), Environment.CpuUsage.TotalTime);
        for (var visit = 0; visit < visits; visit++)
        {
            for (var click = 0; click < ClicksPerVisit; click++) Add(visitor(visit), click);
            _time += 20;
            if (_batch.Count + ClicksPerVisit > BatchRecords) Step();
        }

        Step();
        var wall = TimeProvider.System.GetElapsedTime(from);
        var used = Environment.CpuUsage.TotalTime - processor;
        var events = (double)visits * ClicksPerVisit;
        var size = _task.State.Size;
        Say($"{what}: {events / wall.TotalSeconds:N0} events/s, {events / used.TotalSeconds:N0} a second of CPU; "
            + $"in memory {size.ResidentKeys:N0}, stored {size.StoredKeys:N0}; "
            + $"objects about {size.ResidentBytes / Mebibyte:N0} MiB, store {size.StoreMemoryBytes / Mebibyte:N0} MiB, "
            + $"disk {size.StoreDiskBytes / Mebibyte:N0} MiB");
        Say($"  {ProcessMemory.Text}");
    }

    private void Add(int visitor, int click)
    {
        _event.Clear();
        _event.Topic = EventTopic.Clickstream;
        _event.Type = EventType.ProductView;
        _event.EventId = (++_number).ToString(CultureInfo.InvariantCulture);
        _event.EventTime = _time + (click * 5_000);
        _event.AnonymousId = string.Create(CultureInfo.InvariantCulture, $"visitor-{visitor:d8}");
        _event.ProductId = "SKU-12345";
        _event.TimeZone = "Europe/Berlin";
        _event.Country = "DE";
        _value.ResetWrittenCount();
        _encoder.Encode(_event, _value);
        _batch.Add(
            new InputRecord
            {
                Input = (byte)EventTopic.Clickstream, Position = _number, Arrival = InputRecord.NoArrival, Weight = 1,
            },
            Encoding.UTF8.GetBytes(_event.AnonymousId), _value.WrittenSpan);
    }

    /// <summary>A batch as a worker takes it, and a snapshot when enough has changed.</summary>
    private void Step()
    {
        var watermark = _time - (20 * EventTime.Second);
        while (true)
        {
            var ready = _task.State.MakeResidentAsync(_batch, 0, _batch.Count, watermark);
            var allowed = FileWait.Spin.Complete(ready, "reading");
            _task.AdvanceTo(allowed);
            if (allowed == watermark) break;
        }

        for (var i = 0; i < _batch.Count; i++) _task.Take(_batch, _batch[i], watermark);
        _batch.Clear();
        _task.Outputs.Clear();
        if (_task.State.ChangedBytes >= _changedLimit)
        {
            _snapshots++;
            _task.State.TakeChanges((key, value) => _snapshotBytes += key.Length + value.Length);
        }

        _task.State.Shrink();
    }

    private static void Say(string text) => Console.WriteLine(text);
}
