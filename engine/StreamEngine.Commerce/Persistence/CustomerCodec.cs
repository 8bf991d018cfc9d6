using StreamEngine.Commerce.Customers;
using StreamEngine.Commerce.Events;
using StreamEngine.Commerce.Policies;
using StreamEngine.Core.Hashing;
using StreamEngine.Core.Keyed;
using StreamEngine.Core.Keyed.Residency;
using StreamEngine.Core.State;
using StreamEngine.Core.Time;

namespace StreamEngine.Commerce.Persistence;

/// <summary>
/// A customer as a record: version, last step of the fold, earliest due time, then what there is. Times count back from
/// the last step. What has its default is left out: bits say what follows.
/// </summary>
internal sealed class CustomerCodec : IKeyedCodec<Customer>
{
    private const int HasLog = 1, HasBaseTime = 2, HasBase = 4, HasPlaces = 8, HasDecisions = 16, HasOrders = 32,
        HasRevisions = 64, HasActive = 128, IsAfterTimer = 256, All = 511;

    // Measured on a 64-bit process, headers and tables included.
    private const int BytesOfCustomer = 500, BytesOfFold = 450, BytesOfEntry = 250, BytesOfSmallEntry = 60;

    private static readonly StateVersions Versions = new("customers", 1);

    private readonly TextPool _texts;
    private readonly PolicyHistory _policies;

    public CustomerCodec(TextPool texts, PolicyHistory policies) => (_texts, _policies) = (texts, policies);

    public void Write(Customer state, long due, RecordWriter output)
    {
        output.Byte(Versions.Current);
        WriteStep(state.FoldedTime, output);
        output.Origin = state.FoldedTime == EventTime.Min ? 0 : state.FoldedTime;
        output.Number(due == EventTime.Max ? 0 : Varint.ZigZag(due - output.Origin) + 1);
        var parts = PartsOf(state);
        output.Number(parts);
        if ((parts & IsAfterTimer) == 0) output.Byte(state.FoldedRank);
        if ((parts & HasBaseTime) != 0) output.Time(state.BaseTime);
        if ((parts & HasLog) != 0) WriteLog(state.Log, output);
        if ((parts & HasPlaces) != 0) TextList.Write(state.Places!, output);
        FoldCodec.Write(state.Fold, output);
        if ((parts & HasBase) != 0) FoldCodec.Write(state.Base!, output);
        if ((parts & HasDecisions) != 0) DecisionCodec.Write(state, output);
        if ((parts & HasOrders) != 0) OrderCodec.Write(state.Orders!, output);
        if ((parts & HasRevisions) != 0) RevisionCodec.Write(state.Revisions!, output);
        if ((parts & HasActive) != 0) ActiveCodec.Write(state.Active!, output);
    }

    public long DueOf(ReadOnlySpan<byte> record)
    {
        var input = new RecordReader(Versions.BringUp(record));
        return ReadHead(ref input, out _);
    }

    public Customer Read(Hash128 id, byte[] key, ReadOnlySpan<byte> record)
    {
        var input = new RecordReader(Versions.BringUp(record));
        ReadHead(ref input, out var folded);
        var parts = (int)input.Number(All);
        var customer = new Customer(id, key)
        {
            FoldedTime = folded,
            FoldedRank = (parts & IsAfterTimer) == 0 ? input.Byte() : KeyedState.TimerRank,
        };
        if ((parts & HasBaseTime) != 0) customer.BaseTime = input.Time();
        if ((parts & HasLog) != 0) customer.Log = ReadLog(ref input);
        if ((parts & HasPlaces) != 0) customer.Places = TextList.Read(ref input, _texts);
        customer.Fold = FoldCodec.Read(ref input, customer, _texts, _policies);
        if ((parts & HasBase) != 0) customer.Base = FoldCodec.Read(ref input, customer, _texts, _policies);
        if ((parts & HasDecisions) != 0) customer.Decisions = DecisionCodec.Read(ref input, customer, _texts);
        if ((parts & HasOrders) != 0) customer.Orders = OrderCodec.Read(ref input, _texts);
        if ((parts & HasRevisions) != 0) customer.Revisions = RevisionCodec.Read(ref input, customer, _texts);
        if ((parts & HasActive) != 0) customer.Active = ActiveCodec.Read(ref input);
        input.End();
        return customer;
    }

    public int SizeOf(Customer state)
    {
        var size = BytesOfCustomer + state.Log.Capacity + BytesOf(state.Fold);
        if (state.Base is { } beneath) size += BytesOf(beneath);
        size += (state.Decisions?.Decisions.Count ?? 0) * BytesOfEntry;
        size += (state.Orders?.All.Count ?? 0) * 2 * BytesOfEntry;
        return size + ((state.Active?.Entries.Count ?? 0) * BytesOfSmallEntry);
    }

    private static int BytesOf(ShopFold fold)
    {
        var size = BytesOfFold + ((fold.Checkouts?.Count ?? 0) * BytesOfEntry);
        foreach (var cart in fold.Carts ?? []) size += BytesOfEntry + (cart.Lines.Count * BytesOfSmallEntry);
        return size + ((fold.Absence?.Armed.Count ?? 0) * BytesOfEntry);
    }

    private static int PartsOf(Customer state) =>
        (state.Log.Count > 0 ? HasLog : 0)
        | (state.BaseTime != EventTime.Min ? HasBaseTime : 0)
        | (state.Base is not null ? HasBase : 0)
        | (state.Places is { Count: > 0 } ? HasPlaces : 0)
        | (state.Decisions is { Decisions.Count: > 0 } ? HasDecisions : 0)
        | (state.Orders is { IsEmpty: false } ? HasOrders : 0)
        | (state.Revisions is { Entries.Count: > 0 } or { Reopened.Count: > 0 } ? HasRevisions : 0)
        | (state.Active is { Entries.Count: > 0 } ? HasActive : 0)
        | (state.FoldedRank == KeyedState.TimerRank ? IsAfterTimer : 0);

    private static void WriteStep(long folded, RecordWriter output) =>
        output.Number(folded == EventTime.Min ? 0 : checked((ulong)folded + 1));

    private static long ReadHead(ref RecordReader input, out long folded)
    {
        input.Byte();
        var step = input.Number();
        folded = step == 0 ? EventTime.Min : step - 1;
        input.Origin = step == 0 ? 0 : folded;
        var due = input.Unsigned();
        return due == 0 ? EventTime.Max : unchecked(input.Origin + Varint.UnZigZag(due - 1));
    }

    private static void WriteLog(in EventLog log, RecordWriter output)
    {
        output.Number(log.Count);
        var time = output.Origin;
        foreach (var entry in log)
        {
            output.Signed(entry.Index == 0 ? time - entry.Time : entry.Time - time);
            time = entry.Time;
            output.Byte((byte)(entry.Rank | (entry.Marks << 4)));
            output.Number(entry.Payload.Length);
            output.Raw(entry.Payload);
        }

        Span<byte> identity = stackalloc byte[sizeof(ulong)];
        foreach (var entry in log)
        {
            System.Buffers.Binary.BinaryPrimitives.WriteUInt64LittleEndian(identity, entry.Identity);
            output.Raw(identity);
        }
    }

    private static EventLog ReadLog(ref RecordReader input)
    {
        var count = input.Count();
        var entries = input;
        for (var i = 0; i < count; i++)
        {
            input.Signed();
            input.Byte();
            input.Raw(input.Count());
        }

        var log = EventLog.WithRoom(count, entries.Left - input.Left);
        var time = input.Origin;
        for (var i = 0; i < count; i++)
        {
            var distance = entries.Signed();
            time = i == 0 ? time - distance : time + distance;
            var head = entries.Byte();
            var payload = entries.Raw(entries.Count());
            var identity = System.Buffers.Binary.BinaryPrimitives.ReadUInt64LittleEndian(input.Raw(sizeof(ulong)));
            if (i > 0 && time < log.LastTime)
                throw new StateFormatException("the events of a customer are not in order");
            log.Append(time, (byte)(head & 0x0f), (byte)(head >> 4), identity, payload);
        }

        return log;
    }
}
