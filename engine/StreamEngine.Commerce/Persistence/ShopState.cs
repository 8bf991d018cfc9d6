using StreamEngine.Commerce.Customers;
using StreamEngine.Commerce.Events;
using StreamEngine.Core.Hashing;
using StreamEngine.Core.Inputs;
using StreamEngine.Core.Keyed.Residency;
using StreamEngine.Core.Operators.TumblingAggregate;
using StreamEngine.Core.State;
using StreamEngine.Core.Tasks;
using StreamEngine.Core.Time;

namespace StreamEngine.Commerce.Persistence;

/// <summary>
/// What the shop's pipeline keeps, as records: one a customer and one a window of a figure, and what is about the
/// task as a whole. The first byte of a key says which; the customer's key, or the figure with the start of its window,
/// follows.
/// </summary>
internal sealed class ShopState : ITaskState
{
    private const byte OfCustomer = 1, OfFigure = 2, OfTask = 3;
    private const byte StartOfTime = 1, PolicyVersion = 2;
    private const int TypicalFigureBytes = 30;

    private readonly ShopPipeline _pipeline;
    private readonly Ingress _ingress;
    private readonly KeyedRecords<Customer, ShopEvent> _customers;
    private readonly RecordWriter _key = new();
    private readonly RecordWriter _value = new();
    private readonly ShopEvent _scratch = new();
    private readonly List<Hash128> _named = [];
    private readonly SortedDictionary<int, (long From, ReadOnlyMemory<byte> Document)> _loadedPolicies = [];
    private bool _hasBegun;

    public ShopState(ShopPipeline pipeline, Ingress ingress, StateTier? tier)
    {
        (_pipeline, _ingress) = (pipeline, ingress);
        _customers = new KeyedRecords<Customer, ShopEvent>(
            pipeline.Process, pipeline.Codec, tier?.Store, tier?.MemoryLimitBytes ?? 0);
    }

    /// <inheritdoc/>
    public int LogicVersion => 3;

    /// <inheritdoc/>
    public long ChangedBytes => _customers.ChangedBytes + _pipeline.Policies.UnsavedBytes
        + ((long)_pipeline.Totals.UnsavedCount * TypicalFigureBytes);

    /// <inheritdoc/>
    public StateSize Size => _customers.Size;

    /// <summary>The task met the first record that moves time.</summary>
    public void Began() => _hasBegun = true;

    /// <inheritdoc/>
    public void TakeChanges(StateRecordHandler changed)
    {
        ArgumentNullException.ThrowIfNull(changed);
        if (_hasBegun) SaveStart(changed);
        SavePolicies(changed);
        _customers.TakeChanges((key, record) =>
        {
            _key.Clear();
            _key.Byte(OfCustomer);
            _key.Raw(key);
            changed(_key.Written, record);
        });
        _pipeline.Totals.TakeRecords((figure, window, state) =>
        {
            _key.Clear();
            _key.Byte(OfFigure);
            FigureCodec.WriteKey(figure, window, _key);
            _value.Clear();
            if (state is { } kept) FigureCodec.WriteValue(kept, _value);
            changed(_key.Written, _value.Written);
        });
    }

    /// <inheritdoc/>
    public void Load(ReadOnlySpan<byte> key, ReadOnlySpan<byte> value)
    {
        switch (key.IsEmpty ? (byte)0 : key[0])
        {
            case OfCustomer:
                _customers.Load(key[1..], value);
                break;
            case OfFigure:
                var (figure, window) = FigureCodec.ReadKey(key[1..]);
                _pipeline.Totals.Restore(
                    figure, window, value.IsEmpty ? null : (WindowState?)FigureCodec.ReadValue(value));
                break;
            case OfTask when key is [_, StartOfTime]:
                LoadStart(value);
                break;
            case OfTask when key.Length > 2 && key[1] == PolicyVersion:
                LoadPolicy(key[2..], value);
                break;
            default:
                throw new StateFormatException("a record of state is of no known kind");
        }
    }

    private void LoadStart(ReadOnlySpan<byte> value)
    {
        if (_pipeline.Publisher is not { } publisher) return;
        publisher.Start = EventTime.Max;
        if (value.IsEmpty) return;
        var reader = new RecordReader(value);
        publisher.Start = reader.Signed();
        reader.End();
    }

    private void SaveStart(StateRecordHandler changed)
    {
        _hasBegun = false;
        _key.Clear();
        _key.Byte(OfTask);
        _key.Byte(StartOfTime);
        _value.Clear();
        _value.Signed(_pipeline.Publisher!.Start);
        changed(_key.Written, _value.Written);
    }

    /// <summary>A version of the policy is a record of its own that is written once.</summary>
    private void SavePolicies(StateRecordHandler changed) =>
        _pipeline.Policies.TakeChanges((number, from, document) =>
        {
            _key.Clear();
            _key.Byte(OfTask);
            _key.Byte(PolicyVersion);
            _key.Number(number);
            _value.Clear();
            _value.Signed(from);
            _value.Bytes(document);
            changed(_key.Written, _value.Written);
        });

    private void LoadPolicy(ReadOnlySpan<byte> key, ReadOnlySpan<byte> value)
    {
        var ofKey = new RecordReader(key);
        var number = (int)ofKey.Number(int.MaxValue);
        ofKey.End();
        if (value.IsEmpty)
        {
            _loadedPolicies.Remove(number);
            return;
        }

        var reader = new RecordReader(value);
        _loadedPolicies[number] = (reader.Signed(), reader.Bytes().ToArray());
        reader.End();
    }

    private void RestorePolicies()
    {
        if (_loadedPolicies.Count == 0) return;
        if (_loadedPolicies.Keys.Last() != _loadedPolicies.Count - 1)
            throw new StateFormatException("a version of the policy is missing");
        _pipeline.Policies.Restore(_loadedPolicies.Values);
        _loadedPolicies.Clear();
    }

    /// <inheritdoc/>
    public void Resume(long position)
    {
        // First: what customers have armed is read by the version under which it was armed.
        RestorePolicies();
        _customers.Resume(position);
        _pipeline.Totals.EndRestore();
        _pipeline.FiguresRestored();
    }

    /// <inheritdoc/>
    public ValueTask<long> MakeResidentAsync(RecordBatch batch, int from, int count, long watermark)
    {
        if (_customers.IsAllResident) return ValueTask.FromResult(watermark);
        _named.Clear();
        for (var i = from; i < from + count; i++)
            if (_ingress.TryFindCustomer(batch, batch[i], _scratch, out var id)) _named.Add(id);
        return _customers.MakeResidentAsync(_named, watermark);
    }

    /// <inheritdoc/>
    public void Shrink() => _customers.Shrink();
}
