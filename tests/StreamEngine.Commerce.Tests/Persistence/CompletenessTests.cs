using StreamEngine.Commerce.Abandonment;
using StreamEngine.Commerce.Customers;
using StreamEngine.Commerce.Events;
using StreamEngine.Commerce.Kpis;
using StreamEngine.Commerce.Orders;
using StreamEngine.Commerce.Outputs;
using StreamEngine.Commerce.Persistence;
using StreamEngine.Commerce.Policies;
using StreamEngine.Commerce.Sessions;
using StreamEngine.Core.Hashing;
using StreamEngine.Core.Keyed;
using StreamEngine.Core.Operators.Absence;
using StreamEngine.Core.State;

namespace StreamEngine.Commerce.Tests.Persistence;

/// <summary>
/// Every field of a customer's state is carried by its record. A field that is added to one of the types and not to the
/// codec makes this fail with its name; one that need not be carried is named below, with the reason.
/// </summary>
public sealed class CompletenessTests
{
    private const long Folded = 1_690_000_000_000;

    /// <summary>Fields that a record leaves out on purpose.</summary>
    private static readonly HashSet<string> NotCarried =
    [
        // About the object in memory, not the customer.
        "KeyedState.IndexedDue", "KeyedState.Marks", "KeyedState.Waiting", "KeyedState.TouchedIn", "KeyedState.Heir",
        // Written beside the record: its key.
        "KeyedState.Id", "KeyedState.Key", "Customer.IsKnown",
        // Found anew from what is carried and from the policy.
        "AbsenceFold.NextDue", "ShopFold.CartsDue",
        // Only while a correction runs.
        "RememberedDecision.IsConfirmed", "RememberedDecision.Objection", "RememberedDecision.Withheld",
        "SessionSlot.Aside",
        // What a trigger states only when it is published again, from what made it so.
        "TriggerRecord.RecoveredBy", "TriggerRecord.RetractedBy",
        // Compared in tests of their own, below.
        "EventLog._bytes", "RecentTimes._ring", "RecentTimes._first",
        "OrderBook._orders", "OrderBook._placed", "OrderBook._forgotten",
    ];

    private static readonly byte[] Key = "visitor:filled"u8.ToArray();

    private static readonly Dictionary<string, Func<StateFilling, object?>> Special = new()
    {
        ["KeyedState.Id"] = _ => Hash128.Of(Key),
        ["KeyedState.Key"] = _ => Key,
        ["Customer.IsKnown"] = _ => false,
        ["KeyedState.FoldedTime"] = _ => Folded,
        ["KeyedState.FoldedRank"] = _ => (byte)3,
        ["KeyedState.Log"] = FilledLog,
        ["ShopFold.Recent"] = FilledTimes,
        ["Customer.Orders"] = FilledOrders,
        ["Customer.Active"] = FilledWindows,
        // Of a key that expired, which has no record any more.
        ["KeyedState.Heir"] = _ => null,
        // Null whenever a customer is at rest, which is when a record is written.
        ["SessionSlot.Aside"] = _ => null,
        ["SessionSlot.Start"] = _ => Folded - 5_000,
        ["SessionSlot.End"] = _ => Folded - 1_000,
        ["TriggerRecord.CustomerKey"] = _ => Key,
        ["SessionRecord.CustomerKey"] = _ => Key,
        ["RememberedDecision.Content"] = filling => filling.Make(typeof(TriggerRecord)),
        ["Candidate.Kind"] = _ => 2,
        ["RememberedDecision.Step"] = _ => 2,
        ["AbsenceFold.Spent"] = filling => new List<(int, ulong, long)> { (1, (ulong)filling.Next(), filling.Next()) },
        ["CartLine.HasPrice"] = _ => true,
    };

    private static readonly TextPool Texts = new();

    private static CustomerCodec Codec { get; } = new(Texts, new PolicyHistory(new ShopPolicy()));

    [Fact]
    public void Every_field_of_a_customer_is_carried_by_its_record()
    {
        var filling = new StateFilling(Special);
        var customer = (Customer)filling.Make(typeof(Customer));
        var read = Again(customer);

        Assert.Equal([], filling.Differences(customer, read, "Customer", NotCarried).ToList());
        Assert.Equal(customer.Fold.Recent.Times(), read.Fold.Recent.Times());
        Assert.Equal(EntriesOf(customer.Log), EntriesOf(read.Log));
        Assert.Equal([], filling.Differences(customer.Orders!.InOrder(), read.Orders!.InOrder(), "Orders", NotCarried));
        Assert.Equal(customer.Orders.ForgottenInOrder(), read.Orders.ForgottenInOrder());
        Assert.Equal(Written(customer), Written(read));
    }

    [Fact]
    public void What_is_not_carried_is_there_to_be_named()
    {
        var names = new HashSet<string>();
        foreach (var type in typeof(Customer).Assembly.GetTypes().Concat(typeof(KeyedState).Assembly.GetTypes()))
            foreach (var field in StateFilling.FieldsOf(type)) names.Add(StateFilling.NameOf(field));
        Assert.Equal([], NotCarried.Concat(Special.Keys).Where(name => !names.Contains(name)).ToList());
    }

    [Fact]
    public void An_empty_customer_is_carried()
    {
        var customer = new Customer(Hash128.Of(Key), Key);
        var read = Again(customer);
        Assert.Equal([], new StateFilling(Special).Differences(customer, read, "Customer", NotCarried).ToList());
    }

    [Fact]
    public void A_customer_of_another_version_is_refused()
    {
        var record = Written(new Customer(Hash128.Of(Key), Key));
        record[0]++;
        var refused = Assert.Throws<StateFormatException>(() => { Codec.Read(Hash128.Of(Key), Key, record); });
        Assert.Contains("version 2", refused.Message, StringComparison.Ordinal);
        Assert.Throws<StateFormatException>(() => { Codec.DueOf(record); });
        Assert.Throws<StateFormatException>(() => { Codec.DueOf([]); });
    }

    internal static byte[] Written(Customer customer)
    {
        var writer = new RecordWriter();
        Codec.Write(customer, Folded + 7, writer);
        return writer.Written.ToArray();
    }

    private static Customer Again(Customer customer)
    {
        var record = Written(customer);
        Assert.Equal(Folded + 7, Codec.DueOf(record));
        return Codec.Read(customer.Id, customer.Key, record);
    }

    private static List<string> EntriesOf(EventLog log)
    {
        var entries = new List<string>();
        foreach (var e in log)
            entries.Add($"{e.Time} {e.Rank} {e.Marks} {e.Identity} {Convert.ToHexString(e.Payload)}");
        return entries;
    }

    private static object FilledLog(StateFilling filling)
    {
        var log = new EventLog();
        log.Append(Folded - 9_000, 1, 2, 77, "first"u8);
        log.Append(Folded - 8_000, 3, 0, 78, "second"u8);
        log.Append(Folded - 8_000, 3, 1, 79, []);
        return log;
    }

    private static object FilledTimes(StateFilling filling)
    {
        var times = new RecentTimes();
        times.Restore(Folded - 5_000);
        times.Restore(Folded - 1_000);
        return times;
    }

    private static object FilledOrders(StateFilling filling)
    {
        var book = new OrderBook();
        for (var i = 0; i < 3; i++) book.Restore($"order-{i}", [(OrderStatement)filling.Make(typeof(OrderStatement))]);
        book.RestoreForgotten(new Hash128(1, 2));
        foreach (var field in StateFilling.FieldsOf(typeof(OrderBook)))
            if (!NotCarried.Contains(StateFilling.NameOf(field))) field.SetValue(book, filling.Make(field.FieldType));
        return book;
    }

    private static object FilledWindows(StateFilling filling)
    {
        var active = new ActiveWindows();
        active.Restore(new ActiveWindows.Entry(Grain.All, Calendar.All.Start, Calendar.All.End, 3, 1));
        active.Restore(new ActiveWindows.Entry(Grain.Day, 86_400_000L * 19_000, 86_400_000L * 19_001, -2, -1));
        active.Restore(new ActiveWindows.Entry(Grain.Month, 120_000, 1_200_000, 4, 0));
        return active;
    }
}
