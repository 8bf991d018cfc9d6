using System.Text;
using StreamEngine.Connectors.Files.Inputs;
using StreamEngine.Connectors.Files.Sources;
using StreamEngine.Core.Inputs;

namespace StreamEngine.Connectors.Files.Tests.Sources;

public sealed class FileSourceTests : IDisposable
{
    private readonly Workspace _work = new();

    public void Dispose() => _work.Dispose();

    [Fact]
    public void Batches_are_bounded_and_whole_and_show_progress()
    {
        var lines = Enumerable.Range(0, 5000).Select(i => Page($"e{i}", i % 3 == 0 ? new string('q', 900) : ""));
        var path = _work.Write("e.jsonl", string.Join('\n', lines));
        using var source = _work.Open(Limits.DefaultMemoryBudgetBytes, $"events:{path}");
        var records = 0;
        var last = 0L;
        foreach (var batch in source.Read())
        {
            Assert.InRange(batch.Records.Count, 0, Limits.MaxBatchRecords);
            Assert.InRange(batch.Records.Bytes, 0, Limits.MaxBatchBytes + 2000);
            Assert.InRange(batch.BytesRead, last, batch.BytesTotal);
            for (var i = 0; i < batch.Records.Count; i++)
            {
                ref readonly var record = ref batch.Records[i];
                Assert.Equal((++records, InputRecord.NoArrival), (record.Position, record.Arrival));
                Assert.Null(record.Heartbeat);
            }
            last = batch.BytesRead;
        }
        Assert.Equal(5000, records);
        Assert.Equal(new FileInfo(path).Length, last);
    }

    [Fact]
    public void Rejects_come_in_bounded_batches_and_in_order()
    {
        var path = _work.Write("e.jsonl", string.Join('\n', Enumerable.Repeat("nonsense", 1000).Append(Page("e", ""))));
        using var source = _work.Open(Limits.DefaultMemoryBudgetBytes, $"events:{path}");
        var lines = new List<long>();
        foreach (var batch in source.Read())
        {
            Assert.InRange(batch.Rejects.Count, 0, Limits.MaxBatchRejects);
            lines.AddRange(batch.Rejects.Select(reject => reject.Line));
        }
        Assert.Equal(Enumerable.Range(1, 1000).Select(i => (long)i), lines);
    }

    [Fact]
    public void A_reject_says_where_it_stands()
    {
        var good = _work.Write("a.jsonl", Page("e", ""));
        var bad = _work.Write("b.jsonl", "\n\n{}\n");
        using var source = _work.Open(Limits.DefaultMemoryBudgetBytes, $"events:{good}", $"events:{bad}");
        var reject = SourceReading.Of(source).Reject;
        Assert.Equal(($"events:{bad}", bad), (source.Inputs[reject.Input].Name, source.Files[reject.File]));
        Assert.Equal(3, reject.Line);
        Assert.Equal(("missing_field", "decode"), (reject.Reason.Name(), reject.Reason.Stage()));
    }

    [Fact]
    public void Every_reason_has_its_name_and_stage() => Assert.Equal(
        ["decode malformed", "decode missing_field", "decode unknown_type", "decode too_large", "validate no_identity",
            "validate invalid_quantity", "validate invalid_amount", "validate implausible_timestamp"],
        Enum.GetValues<RejectReason>().Select(reason => $"{reason.Stage()} {reason.Name()}"));

    [Theory]
    [InlineData("events"), InlineData("segment"), InlineData("otto"), InlineData("rees46")]
    public void Long_lines_and_lines_that_are_not_utf8_are_refused_alone(string format)
    {
        var header = format == "rees46" ? "event_time,event_type,product_id,price,user_id,user_session\n" : "";
        var large = Encoding.UTF8.GetBytes(header + new string('x', 2_000_000) + "\n");
        byte[] bytes = [.. large, .. "{\"a\":\""u8, 0xA3, .. "\"}\n\n"u8];
        var path = _work.Write("f", bytes);
        var reading = _work.ReadInputs($"{format}:{path}");
        var first = header.Length > 0 ? 2L : 1;
        Assert.Equal([(RejectReason.TooLarge, first, 1), (RejectReason.Malformed, first + 1, 1)],
            reading.Rejects.Select(reject => (reject.Reason, reject.Line, reject.Weight)));
        Assert.Equal(new string('x', Limits.MaxEvidenceBytes), Encoding.UTF8.GetString(reading.Rejects[0].Payload));
        Assert.Equal([.. "{\"a\":\""u8, 0xA3, .. "\"}"u8], reading.Rejects[1].Payload);
    }

    [Fact]
    public void A_gz_file_is_read_as_such()
    {
        _work.Write("e.jsonl.gz", Workspace.Gzip(Page("e", "")));
        Assert.Equal("e", _work.ReadInputs($"events:{_work.PathOf("e.jsonl.gz")}").Event.EventId);
    }

    [Theory]
    [InlineData("events", 5), InlineData("uci-online-retail", 3)]
    public void Of_a_cut_gz_file_all_that_could_be_read_is_delivered_before_the_run_fails(string format, int tail)
    {
        var random = new Random(7);
        var text = new StringBuilder();
        if (format != "events") text.Append("InvoiceNo,StockCode,Quantity,InvoiceDate,UnitPrice,CustomerID,Country\n");
        for (var i = 0; i < 2000; i++)
            text.AppendLine(format == "events"
                ? Page($"{random.NextInt64()}", $"{random.NextInt64()}")
                : $"{i},P{random.NextInt64()},1,2010-12-01 08:26:00,1.23,5,UK");
        var gzip = Workspace.Gzip(text.ToString());
        var cut = _work.Write("cut.gz", gzip[..(gzip.Length / 2)]);
        _work.Write("whole.gz", Workspace.Gzip(string.Join('\n', text.ToString().Split('\n')[..tail])));
        var reading = _work.ReadInputs($"{format}:{cut}", $"{format}:{_work.PathOf("whole.gz")}");
        Assert.NotNull(reading.Failure);
        Assert.Contains(cut, reading.Failure.Message, StringComparison.Ordinal);
        Assert.DoesNotContain('\n', reading.Failure.Message);
        Assert.Empty(reading.Rejects);
        Assert.InRange(reading.Records.Count(record => record.File == 0), 500, 1500);
        Assert.Equal(format == "events" ? tail : tail - 1, reading.Records.Count(record => record.File == 1));
    }

    [Theory]
    [InlineData("InvoiceNo,StockCode,InvoiceDate,UnitPrice,CustomerID,Country\n", "no column Quantity")]
    [InlineData("", "no header row")]
    [InlineData("\n\n", "no header row")]
    [InlineData("\"InvoiceNo\n", "is not CSV")]
    public void A_header_without_a_needed_column_fails_the_run(string header, string message)
    {
        var path = _work.Write("f.csv", header);
        var reading = _work.ReadInputs($"uci-online-retail:{path}");
        Assert.NotNull(reading.Failure);
        Assert.Contains(message, reading.Failure.Message, StringComparison.Ordinal);
        Assert.Contains(path, reading.Failure.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void A_file_that_vanished_fails_the_run_by_its_name()
    {
        var path = _work.Write("e.jsonl", Page("e", ""));
        var input = FileInput.Parse($"events:{path}");
        File.Delete(path);
        var failure = Assert.Throws<FileSourceException>(() => FileSource.Open([input]));
        Assert.Contains(path, failure.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Empty_inputs_end_at_once()
    {
        Assert.Equal(0, _work.Read("events", "").Read);
        Assert.Equal(0, _work.Read("otto", "\n \n").Read);
        Assert.Equal(0, _work.Read("retailrocket", "timestamp,visitorid,event,itemid,transactionid").Read);
        using var source = FileSource.Open([]);
        Assert.False(source.TryRead(new FileBatch()));
    }

    [Fact]
    public void A_memory_budget_below_the_least_is_refused() => Assert.Throws<ArgumentOutOfRangeException>(
        () => new FileSourceOptions { MemoryBudgetBytes = Limits.MinMemoryBudgetBytes - 1 });

    [Fact]
    public void A_source_that_is_left_early_leaves_nothing_on_disk()
    {
        using var source = _work.Open(Limits.MinMemoryBudgetBytes,
            $"uci-online-retail:{Repository.PathOf("samples/uci-online-retail/2010-12-0*.csv.gz")}");
        var batch = new FileBatch();
        while (batch.Records.Count == 0) Assert.True(source.TryRead(batch));
        Assert.True(source.TempFilesWritten > 0);
        source.Dispose();
        Assert.Empty(Directory.GetFiles(_work.TempFolder));
    }

    private static string Page(string id, string query) =>
        $$"""{"topic":"clickstream","type":"search","eventId":"{{id}}","eventTime":"2019-10-01T02:50:00Z",""" +
        $$""" "customerId":"c","query":"{{query}}"}""";
}
