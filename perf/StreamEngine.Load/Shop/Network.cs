using StreamEngine.Schemas.Events;

namespace StreamEngine.Load.Shop;

/// <summary>
/// Brings events from where they happen to where they are written down: some are overtaken, some come late, some twice,
/// some broken. What it holds back is bounded by the events of the disorder and, for the late share, of 96 hours.
/// </summary>
internal sealed class Network(ShopOptions options)
{
    private readonly SeededRandom _random = new(SeededRandom.Mix(options.Seed) ^ 0x7E77_0A8C);
    private readonly PriorityQueue<Parcel, (long Arrival, long Order)> _underWay = new();
    private readonly Stack<Parcel> _free = new();
    private readonly long _disorderMs = (long)(options.DisorderSeconds * ShopLimits.SecondMs);
    private readonly ulong _late = SeededRandom.Threshold(options.Late);
    private readonly ulong _duplicate = SeededRandom.Threshold(options.Duplicates);
    private readonly ulong _broken = SeededRandom.Threshold(options.Broken);
    private long _order;

    /// <summary>How many events were sent, second copies included.</summary>
    public long Sent { get; private set; }

    /// <summary>An empty parcel to fill and send.</summary>
    public Parcel Rent()
    {
        if (!_free.TryPop(out var parcel)) parcel = new Parcel();
        parcel.Data.Clear();
        return parcel;
    }

    /// <summary>Sends what happened at that time.</summary>
    public void Send(Parcel parcel, long timeMs)
    {
        var arrival = timeMs + DelayMs();
        Dispatch(parcel, arrival);
        if (_random.Hit(_broken)) Faults.Break(parcel.Data, _random);
        else if (_random.Hit(_duplicate) && Sent < options.Events) Dispatch(parcel, arrival + RetryMs());
    }

    /// <summary>The next event to arrive, if one has arrived by then. It must be given back after use.</summary>
    public bool TryReceive(long nowMs, out Parcel parcel)
    {
        if (_underWay.TryPeek(out parcel!, out var first) && first.Arrival <= nowMs)
        {
            _underWay.Dequeue();
            return true;
        }
        return false;
    }

    /// <summary>Takes a received event back for reuse.</summary>
    public void Return(Parcel parcel)
    {
        if (--parcel.Copies == 0) _free.Push(parcel);
    }

    private void Dispatch(Parcel parcel, long arrival)
    {
        parcel.Copies++;
        Sent++;
        _underWay.Enqueue(parcel, (arrival, _order++));
    }

    private long DelayMs()
    {
        if (!_random.Hit(_late)) return _disorderMs == 0 ? 0 : _random.Between(0, _disorderMs);
        var least = Math.Max(ShopLimits.LateMinMs, 2 * _disorderMs);
        return _random.Chance(500)
            ? _random.Between(ShopLimits.VeryLateMinMs, ShopLimits.VeryLateMaxMs)
            : _random.Between(least, ShopLimits.LateMaxMs);
    }

    /// <summary>Most second copies are quick retries; some come from a device that was offline.</summary>
    private long RetryMs() => _random.Chance(8000)
        ? _random.Between(ShopLimits.SecondMs, 2 * ShopLimits.MinuteMs)
        : _random.Between(ShopLimits.MinuteMs, 20 * ShopLimits.HourMs);
}

/// <summary>An event on its way, and how many copies of it are.</summary>
internal sealed class Parcel
{
    public EventData Data { get; } = new();

    public int Copies { get; set; }
}
