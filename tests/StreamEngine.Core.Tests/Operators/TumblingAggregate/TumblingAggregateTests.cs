using System.Reactive.Subjects;
using CsCheck;
using StreamEngine.Core.Operators.TumblingAggregate;
using StreamEngine.Core.Time;

namespace StreamEngine.Core.Tests.Operators.TumblingAggregate;

/// <summary>Windows of 10; those of key b are complete 5 after their end, those of c never.</summary>
public sealed class TumblingAggregateTests : IDisposable
{
    private static readonly TumblingOptions<string> Options = new(
        (_, time) => new Window(Floor(time), Floor(time) + 10),
        key => key switch { "a" => 0, "b" => 5, _ => EventTime.Max });

    private readonly Subject<Booking<string>> _bookings = new();
    private readonly Subject<long> _watermarks = new();
    private readonly TumblingTotals<string> _totals = new(Options);
    private readonly List<string> _said = [];

    public TumblingAggregateTests() => _bookings.TumblingAggregate(_totals, _watermarks).Subscribe(
        total => _said.Add(Line(total)), error => _said.Add(error.Message), () => _said.Add("end"));

    public void Dispose()
    {
        _bookings.Dispose();
        _watermarks.Dispose();
    }

    [Fact]
    public void Missing_arguments_are_refused()
    {
        Assert.Throws<ArgumentNullException>(() => new TumblingTotals<string>(null!));
        Assert.Throws<ArgumentNullException>(
            () => ((IObservable<Booking<string>>)null!).TumblingAggregate(_totals, _watermarks));
        Assert.Throws<ArgumentNullException>(() => _bookings.TumblingAggregate<string>(null!, _watermarks));
        Assert.Throws<ArgumentNullException>(() => _bookings.TumblingAggregate(_totals, null!));
    }

    [Fact]
    public void Nothing_comes_of_nothing()
    {
        _watermarks.OnNext(1_000);
        Assert.Empty(_said);
        Assert.Equal(0, _totals.Count);
    }

    [Fact]
    public void A_window_holds_its_first_instant_and_not_its_last()
    {
        Book(("a", 10, 1), ("a", 19, 2), ("a", 20, 4), ("a", 9, 8));
        Assert.Equal(["a 0: 8 final r1", "a 10: 3 final r1", "a 20: 4 final r1"], At(1_000));
    }

    [Fact]
    public void It_is_final_once_the_watermark_is_behind_what_can_still_change_it()
    {
        Book(("a", 1, 1), ("b", 1, 1), ("c", 1, 1));
        Assert.Equal(["a 0: 1 r1", "b 0: 1 r1", "c 0: 1 r1"], At(10));
        Assert.Equal(["a 0: 1 final r2"], At(11));
        Assert.Empty(At(15));
        Assert.Equal(["b 0: 1 final r2"], At(16));
        Assert.Empty(At(EventTime.Max - 1));
    }

    [Fact]
    public void What_changed_is_published_again_and_nothing_else()
    {
        Book(("a", 1, 1), ("a", 11, 1));
        At(5);
        Book(("a", 1, 2));
        Assert.Equal(["a 0: 3 r2"], At(5));
        Assert.Empty(At(6));
    }

    [Fact]
    public void A_late_correction_raises_the_revision_of_a_final_window()
    {
        Book(("a", 1, 5));
        Assert.Equal(["a 0: 5 final r1"], At(100));
        Book(("a", 1, -5), ("a", 1, 3));
        Assert.Equal(["a 0: 3 final r2"], At(100));
    }

    [Fact]
    public void A_window_whose_bookings_were_all_taken_back_stays_with_0()
    {
        Book(("a", 1, 5));
        At(5);
        Book(("a", 1, -5));
        Assert.Equal(["a 0: 0 r2"], At(5));
        Assert.Equal(1, _totals.Count);
    }

    [Fact]
    public void A_booking_and_its_opposite_between_two_publications_say_nothing_new()
    {
        Book(("a", 1, 5));
        At(5);
        Book(("a", 1, 7), ("a", 1, -7));
        Assert.Empty(At(5));
    }

    [Fact]
    public void Errors_and_the_end_of_the_bookings_are_passed_on()
    {
        _bookings.OnError(new InvalidOperationException("broken"));
        Assert.Equal(["broken"], _said);
        using var ended = new Subject<Booking<string>>();
        ended.TumblingAggregate(_totals, _watermarks).Subscribe(_ => { }, () => _said.Add("end"));
        ended.OnCompleted();
        Assert.Equal(["broken", "end"], _said);
    }

    [Fact]
    public void After_disposal_nothing_is_booked_or_published()
    {
        using var bookings = new Subject<Booking<string>>();
        var totals = new TumblingTotals<string>(Options);
        var aggregate = bookings.TumblingAggregate(totals, _watermarks);
        var heard = 0;
        aggregate.Subscribe(_ => heard++);
        ((IDisposable)aggregate).Dispose();
        bookings.OnNext(new Booking<string>("a", 1, 1));
        _watermarks.OnNext(1_000);
        Assert.Equal((0, 0), (totals.Count, heard));
    }

    [Fact]
    public void Shares_of_several_tasks_add_up_to_the_whole() => Bookings.Sample(bookings =>
    {
        var (whole, shares) = (new TumblingTotals<string>(Options), new TumblingTotals<string>[3]);
        for (var i = 0; i < shares.Length; i++) shares[i] = new TumblingTotals<string>(Options);
        for (var i = 0; i < bookings.Length; i++)
        {
            whole.Book(bookings[i]);
            shares[i % 3].Book(bookings[i]);
        }

        var sum = new TumblingTotals<string>(Options);
        foreach (var share in shares) sum.Add(share);
        Assert.Equal(whole.Publish(50).Select(Line), sum.Publish(50).Select(Line));
    });

    [Fact]
    public void Whenever_it_publishes_what_was_last_said_of_each_window_is_the_sum_of_its_bookings() =>
        Gen.Select(Bookings, Gen.Long[0, 80].Array[0, 6]).Sample((bookings, moments) =>
        {
            var totals = new TumblingTotals<string>(Options);
            var last = new SortedDictionary<string, (decimal Total, bool IsFinal, int Revision)>(
                StringComparer.Ordinal);
            var watermark = 0L;
            for (var i = 0; i < bookings.Length; i++)
            {
                totals.Book(bookings[i]);
                if (i < moments.Length) Publish(watermark = Math.Max(watermark, moments[i]));
            }

            Publish(watermark = EventTime.Max - 1);
            var expected = bookings.GroupBy(b => $"{b.Key} {b.Time / 10 * 10}")
                .Select(group => (group.Key, group.Sum(b => b.Amount), group.First().Key != "c"))
                .OrderBy(line => line.Key, StringComparer.Ordinal);
            Assert.Equal(expected, last.Select(line => (line.Key, line.Value.Total, line.Value.IsFinal)));

            void Publish(long at)
            {
                foreach (var total in totals.Publish(at))
                {
                    var id = $"{total.Key} {total.Window.Start}";
                    Assert.Equal(last.GetValueOrDefault(id).Revision + 1, total.Revision);
                    last[id] = (total.Total, total.IsFinal, total.Revision);
                }
            }
        });

    private static Gen<Booking<string>[]> Bookings => Gen.Select(
            Gen.Int[0, 2].Select(i => "abc"[i..(i + 1)]), Gen.Long[0, 60], Gen.Int[-3, 5],
            (key, time, amount) => new Booking<string>(key, time, amount))
        .Array[0, 30];

    private static long Floor(long time) => time / 10 * 10;

    private static string Line(WindowTotal<string> total) => FormattableString.Invariant(
        $"{total.Key} {total.Window.Start}: {total.Total}{(total.IsFinal ? " final" : "")} r{total.Revision}");

    private void Book(params (string Key, long Time, decimal Amount)[] bookings)
    {
        foreach (var (key, time, amount) in bookings) _bookings.OnNext(new Booking<string>(key, time, amount));
    }

    private List<string> At(long watermark)
    {
        _said.Clear();
        _watermarks.OnNext(watermark);
        return [.. _said];
    }
}
