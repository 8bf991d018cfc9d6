using System.Text;
using CsCheck;
using StreamEngine.Connectors.Files.Inputs;
using StreamEngine.Connectors.Files.Sources;

namespace StreamEngine.Connectors.Files.Tests.Sources;

public sealed class FileSourceOrderTests : IDisposable
{
    private const string Rees46Header = "event_time,event_type,product_id,price,user_id,user_session\n";
    private const string UciHeader = "InvoiceNo,StockCode,Quantity,InvoiceDate,UnitPrice,CustomerID,Country\n";

    private readonly Workspace _work = new();

    public void Dispose() => _work.Dispose();

    [Fact]
    public void Events_keep_their_file_order_and_the_files_of_an_input_follow_each_other()
    {
        _work.Write("e/1.jsonl", Page("a", 5) + "\n" + Page("b", 1));
        _work.Write("e/2.jsonl", Page("c", 3) + "\n");
        Assert.Equal(["a", "b", "c"], Ids($"events:{_work.PathOf("e")}"));
    }

    [Fact]
    public void Streams_merge_by_the_time_of_their_heads_and_ties_go_by_input()
    {
        _work.Write("1.jsonl", string.Join('\n', Page("a", 1), Page("b", 9), Page("c", 2), Page("d", 10)));
        _work.Write("2.jsonl", string.Join('\n', Page("p", 1), Page("q", 3), Page("r", 9), Page("s", 10)));
        Assert.Equal(["a", "p", "q", "b", "c", "r", "d", "s"], Ids("events:1.jsonl", "events:2.jsonl"));
        Assert.Equal(["p", "a", "q", "r", "b", "c", "s", "d"], Ids("events:2.jsonl", "events:1.jsonl"));
    }

    [Fact]
    public void An_implausible_time_does_not_hold_its_stream_back()
    {
        _work.Write("1.jsonl", string.Join(
            '\n', Page("a", 1), Page("x", 1, year: 99999), Page("y", 1, year: 1970), Page("b", 4)));
        _work.Write("2.jsonl", string.Join('\n', Page("p", 1), Page("q", 3)));
        Assert.Equal(["a", "x", "y", "p", "q", "b"], Ids("events:1.jsonl", "events:2.jsonl"));
    }

    [Fact]
    public void All_histories_are_one_sorted_stream_that_merges_with_the_others()
    {
        _work.Write("1.csv", Rees46Header + Rees46("purchase", 2) + Rees46("view", 1));
        _work.Write("2.jsonl", Page("e", 2) + "\n" + Page("f", 1));
        _work.Write("3.csv", Rees46Header + Rees46("view", 2) + Rees46("cart", 2) + Rees46("view", 3));
        var reading = _work.ReadInputs(Below("rees46:1.csv", "events:2.jsonl", "rees46:3.csv"));
        // At second 2: the view and the cart of input 3 stand before the order of input 1 in the sorted stream, but the
        // head of the events comes before them because its input does.
        Assert.Equal([(0, 3L), (1, 1L), (1, 2L), (2, 2L), (2, 3L), (0, 2L), (2, 4L)],
            reading.Records.Select(record => (record.File, record.Line)));
    }

    [Fact]
    public void Where_rows_of_a_group_stand_makes_no_difference() =>
        Gen.Select(Gen.Int[1, 12].Array[1, 40], Gen.Int[0, int.MaxValue], Gen.Bool).Sample((invoices, seed, spills) =>
        {
            var rows = invoices.Select((invoice, i) =>
                (invoice % 4 == 0 ? "C" : "") +
                $"{invoice},P{i},{(i % 5) - 1},2010-12-01 0{invoice % 10}:00:0{i % 7},1.{i},{invoice},UK");
            var expected = Uci(rows, spills);
            // A shuffle that keeps the order inside each invoice: the first row and the order of lines stay.
            var queues = rows.GroupBy(row => row.Split(',')[0]).Select(group => new Queue<string>(group)).ToList();
            var random = new Random(seed);
            var shuffled = new List<string>();
            while (queues.Count > 0)
            {
                var pick = random.Next(queues.Count);
                shuffled.Add(queues[pick].Dequeue());
                if (queues[pick].Count == 0) queues.RemoveAt(pick);
            }
            Assert.Equal(expected, Uci(shuffled, spills));
        }, iter: 150, threads: 1);

    [Fact]
    public void Spilling_to_disk_makes_no_difference()
    {
        var inputs = new[]
        {
            $"uci-online-retail:{Repository.PathOf("samples/uci-online-retail/2010-12-0*.csv.gz")}",
            $"otto:{Repository.PathOf("samples/otto")}",
        };
        var inMemory = _work.ReadInputs(inputs);
        using var source = _work.Open(Limits.MinMemoryBudgetBytes, inputs);
        var spilled = SourceReading.Of(source);
        Assert.True(source.TempFilesWritten > 20);
        Assert.Equal(Sequence(inMemory), Sequence(spilled));
        Assert.Equal(inMemory.Filtered, spilled.Filtered);
        source.Dispose();
        Assert.Empty(Directory.GetFiles(_work.TempFolder));
    }

    [Fact]
    public void The_same_inputs_give_the_same_batches()
    {
        var input = $"otto:{Repository.PathOf("samples/otto")}";
        Assert.Equal(Batches(input), Batches(input));
    }

    private List<string> Batches(string input)
    {
        using var source = _work.Open(Limits.DefaultMemoryBudgetBytes, input);
        return [.. source.Read().Select(batch => $"{batch.Records.Count} {batch.Records.Bytes} {batch.BytesRead}")];
    }

    private List<string> Uci(IEnumerable<string> rows, bool spills)
    {
        _work.Write("g.csv", UciHeader + string.Join('\n', rows));
        var budget = spills ? Limits.MinMemoryBudgetBytes : Limits.DefaultMemoryBudgetBytes;
        var reading = _work.ReadWith(budget, $"uci-online-retail:{_work.PathOf("g.csv")}");
        // Events of one instant are told apart by where they stand, so their order is the one thing that may differ.
        var records = reading.Records.Select(r => $"{r.Event.EventTime} {r.Key} {r.Weight} {r.Value}");
        return [.. records.Order(StringComparer.Ordinal),
            $"{string.Join(',', reading.Filtered.Values)} {reading.Rejects.Count}"];
    }

    private static IEnumerable<(string, int, long, int, string)> Sequence(SourceReading reading) =>
        reading.Records.Select(record => (record.Key, record.File, record.Line, record.Weight, record.Value));

    private IEnumerable<string> Ids(params string[] inputs) =>
        _work.ReadInputs(Below(inputs)).Records.Select(record => record.Event.EventId);

    private string[] Below(params string[] inputs) => [.. inputs.Select(input =>
        input.Contains(_work.Folder, StringComparison.Ordinal)
            ? input : input.Replace(":", $":{_work.Folder}/", StringComparison.Ordinal))];

    private static string Page(string id, int second, int year = 2019) =>
        $$"""{"topic":"clickstream","type":"pageView","eventId":"{{id}}",""" +
        $$""" "eventTime":"{{year}}-10-01T02:50:{{second:00}}Z","customerId":"c"}""";

    private static string Rees46(string type, int second) => $"2019-10-01 02:50:{second:00} UTC,{type},p,1,5,s\n";
}
