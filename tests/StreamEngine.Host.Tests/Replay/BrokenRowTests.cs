using System.IO.Compression;
using System.Text;
using StreamEngine.Host.Commands;
using StreamEngine.Host.Tests.Support;
using static StreamEngine.Host.Tests.Support.BrokenFile;

namespace StreamEngine.Host.Tests.Replay;

/// <summary>
/// Files with one broken row in twenty, of every kind: the run finishes, each broken row is a dead letter with its file,
/// line and reason, and the others count as if it had not been there.
/// </summary>
public sealed class BrokenRowTests : IDisposable
{
    private const long Year9999 = 253_402_300_799_000;

    private readonly Workspace _work = new();

    public void Dispose() => _work.Dispose();

    [Fact]
    public Task Online_retail() => CheckAsync("uci-online-retail", "shop.csv", new BrokenFile(
        "InvoiceNo,StockCode,Description,Quantity,InvoiceDate,UnitPrice,CustomerID,Country",
        i => $"{100_000 + i},P{i},A THING,1,{Time(i, "yyyy-MM-dd HH:mm:ss")},2.55,{1_000 + i},France", 4,
        Row("malformed", "200001,P1,A THING"),
        Row("missing_field", ",P1,A THING,1,2026-03-01 10:00:00,2.55,17850,France"),
        Row("invalid_quantity", "200002,P1,A THING,many,2026-03-01 10:00:00,2.55,17850,France"),
        Row("invalid_amount", "200003,P1,A THING,1,2026-03-01 10:00:00,cheap,17850,France"),
        Row("malformed", "200004,P1,A THING,1,yesterday,2.55,17850,France"),
        Row("implausible_timestamp", "200005,P1,A THING,1,9999-12-31 23:59:59,2.55,17850,France"),
        NotUtf8("200006,P1,A ?,1,2026-03-01 10:00:00,2.55,17850,France"),
        Row("malformed", "\0\0\0\0"),
        Huge("200007,P1,")));

    [Fact]
    public Task Rees46() => CheckAsync("rees46", "shop.csv", new BrokenFile(
        "event_time,event_type,product_id,category_id,category_code,brand,price,user_id,user_session",
        i => $"{Time(i, "yyyy-MM-dd HH:mm:ss 'UTC'")},view,{i},1,,acme,9.90,{i},s{i}", 4,
        Row("malformed", "2026-03-01 10:00:00 UTC,view"),
        Row("unknown_type", "2026-03-01 10:00:00 UTC,stare,1,1,,acme,9.90,5,s"),
        Row("missing_field", "2026-03-01 10:00:00 UTC,cart,,1,,acme,9.90,5,s"),
        Row("no_identity", "2026-03-01 10:00:00 UTC,view,1,1,,acme,9.90,,s"),
        Row("invalid_amount", "2026-03-01 10:00:00 UTC,cart,1,1,,acme,dear,5,s"),
        Row("invalid_amount", "2026-03-01 10:00:00 UTC,cart,1,1,,acme,-1.00,5,s"),
        Row("malformed", "soon,view,1,1,,acme,9.90,5,s"),
        Row("implausible_timestamp", "9999-12-31 23:59:59 UTC,view,1,1,,acme,9.90,5,s"),
        NotUtf8("2026-03-01 10:00:00 UTC,view,?,1,,acme,9.90,5,s"),
        Row("malformed", "\0\0\0\0"),
        Huge("2026-03-01 10:00:00 UTC,view,")));

    [Fact]
    public Task RetailRocket() => CheckAsync("retailrocket", "shop.csv", new BrokenFile(
        "timestamp,visitorid,event,itemid,transactionid", i => $"{1_767_571_200_000 + (i * 1_000)},{i + 1},view,{i},", 4,
        Row("malformed", "1767571200000,7"),
        Row("unknown_type", "1767571200000,7,stare,1,"),
        Row("missing_field", "1767571200000,7,addtocart,,"),
        Row("missing_field", "1767571200000,7,transaction,1,"),
        Row("no_identity", "1767571200000,,view,1,"),
        Row("malformed", "soon,7,view,1,"),
        Row("implausible_timestamp", $"{Year9999},7,view,1,"),
        NotUtf8("1767571200000,7,view,?,"),
        Row("malformed", "\0\0\0\0"),
        Huge("1767571200000,7,view,")));

    [Fact]
    public Task Otto() => CheckAsync("otto", "shop.jsonl", new BrokenFile(
        header: null,
        i => $$"""{"session":{{i}},"events":[{"aid":1,"ts":{{1_767_571_200_000 + (i * 1_000)}},"type":"clicks"}]}""", 4,
        Row("malformed", """{"session":1,"events":[{"aid":1,"""),
        Row("malformed", """["session",1]"""),
        Row("unknown_type", """{"session":1,"events":[{"aid":1,"ts":1767571200000,"type":"stares"}]}"""),
        Row("missing_field", """{"session":1,"events":[{"ts":1767571200000,"type":"carts"}]}"""),
        Row("no_identity", """{"events":[{"aid":1,"ts":1767571200000,"type":"clicks"}]}"""),
        Row("malformed", """{"session":1,"events":[{"aid":1,"ts":"soon","type":"clicks"}]}"""),
        Row("implausible_timestamp", $$"""{"session":1,"events":[{"aid":1,"ts":{{Year9999}},"type":"clicks"}]}"""),
        NotUtf8("""{"session":"?","events":[{"aid":1,"ts":1767571200000,"type":"clicks"}]}"""),
        Row("malformed", "\0\0\0\0"),
        Huge("""{"session":1,"events":[""")));

    [Fact]
    public Task Segment() => CheckAsync("segment", "shop.jsonl", new BrokenFile(
        header: null,
        i => $$"""{"type":"track","event":"Product Viewed","messageId":"m{{i}}","timestamp":"{{Time(i)}}","anonymousId":"v{{i}}","properties":{"product_id":"p"}}""",
        4,
        Row("malformed", """{"type":"track","event":"Product Viewed","""),
        Row("unknown_type", """{"type":"track","event":"Product Stared At","messageId":"x1","timestamp":"2026-03-01T10:00:00Z","userId":"u"}"""),
        Row("missing_field", """{"type":"track","event":"Product Viewed","messageId":"x2","userId":"u"}"""),
        Row("no_identity", """{"type":"track","event":"Product Viewed","messageId":"x3","timestamp":"2026-03-01T10:00:00Z"}"""),
        Row("no_identity", """{"type":"page","messageId":"x4","timestamp":"2026-03-01T10:00:00Z","userId":"null"}"""),
        Row("invalid_quantity", """{"type":"track","event":"Product Added","messageId":"x5","timestamp":"2026-03-01T10:00:00Z","userId":"u","properties":{"product_id":"p","quantity":"many"}}"""),
        Row("invalid_amount", """{"type":"track","event":"Product Added","messageId":"x6","timestamp":"2026-03-01T10:00:00Z","userId":"u","properties":{"product_id":"p","price":"dear"}}"""),
        Row("malformed", """{"type":"page","messageId":"x7","timestamp":"soon","userId":"u"}"""),
        Row("implausible_timestamp", """{"type":"page","messageId":"x8","timestamp":"9999-12-31T23:59:59Z","userId":"u"}"""),
        NotUtf8("""{"type":"page","messageId":"?","timestamp":"2026-03-01T10:00:00Z","userId":"u"}"""),
        Row("malformed", "\0\0\0\0"),
        Huge("""{"type":"page","messageId":""" + "\"")));

    [Fact]
    public Task Events() => CheckAsync("events", "shop.jsonl", new BrokenFile(
        header: null,
        i => $$"""{"topic":"clickstream","type":"productView","eventId":"e{{i}}","eventTime":"{{Time(i)}}","anonymousId":"v{{i}}"}""",
        4,
        Row("malformed", """{"topic":"clickstream","type":"""),
        Row("malformed", "not json at all"),
        Row("missing_field", """{"topic":"clickstream","type":"pageView","eventTime":"2026-03-01T10:00:00Z","customerId":"c"}"""),
        Row("unknown_type", """{"topic":"clickstream","type":"stare","eventId":"x1","eventTime":"2026-03-01T10:00:00Z","customerId":"c"}"""),
        Row("no_identity", """{"topic":"clickstream","type":"pageView","eventId":"x2","eventTime":"2026-03-01T10:00:00Z"}"""),
        Row("invalid_quantity", """{"topic":"carts","type":"add","eventId":"x3","eventTime":"2026-03-01T10:00:00Z","customerId":"c","lines":[{"productId":"p","quantity":-1}]}"""),
        Row("invalid_amount", """{"topic":"carts","type":"add","eventId":"x4","eventTime":"2026-03-01T10:00:00Z","customerId":"c","lines":[{"productId":"p","quantity":1,"unitPrice":"dear"}]}"""),
        Row("malformed", """{"topic":"clickstream","type":"pageView","eventId":"x5","eventTime":"2026-03-01T10:00:00","customerId":"c"}"""),
        Row("implausible_timestamp", """{"topic":"clickstream","type":"pageView","eventId":"x6","eventTime":"9999-12-31T23:59:59Z","customerId":"c"}"""),
        NotUtf8("""{"topic":"clickstream","type":"pageView","eventId":"?","eventTime":"2026-03-01T10:00:00Z","customerId":"c"}"""),
        Row("malformed", "\0\0\0\0"),
        Huge("""{"topic":"clickstream","type":"pageView","eventId":""" + "\"")));

    [Theory]
    [InlineData("otto"), InlineData("events")]
    public async Task Of_a_truncated_gzip_what_can_be_read_counts_and_the_run_fails_by_name(string format)
    {
        var text = new StringBuilder();
        for (var i = 0; i < 5_000; i++)
            text.Append(format == "otto"
                ? $$"""{"session":{{i}},"events":[{"aid":{{i * 7919}},"ts":{{1_767_571_200_000 + (i * 1_000)}},"type":"clicks"}]}"""
                : $$"""{"topic":"clickstream","type":"pageView","eventId":"e{{i * 7919}}","eventTime":"{{Time(i)}}","customerId":"c{{i}}"}""")
                .Append('\n');
        using var packed = new MemoryStream();
        using (var gzip = new GZipStream(packed, CompressionLevel.Fastest, leaveOpen: true))
            gzip.Write(Encoding.UTF8.GetBytes(text.ToString()));
        var path = _work.Write("cut.jsonl.gz", packed.ToArray()[..(int)(packed.Length * 2 / 3)]);

        var run = await _work.TryReplayAsync("--input", $"{format}:{path}");
        Assert.Equal(ExitCodes.Failed, run.ExitCode);
        Assert.Contains("cut.jsonl.gz", run.Error, StringComparison.Ordinal);
        run.AssertBalanced();
        Assert.InRange(run.Ledger("processed"), 1_000, 4_999);
        Assert.Contains("cut.jsonl.gz", run.Summary.GetProperty("failure").GetString(), StringComparison.Ordinal);
    }

    private async Task CheckAsync(string format, string name, BrokenFile file)
    {
        var path = _work.Write(name, file.Bytes);
        var run = await _work.ReplayAsync("--input", $"{format}:{path}");
        var input = $"{format}:{path}";
        var letters = run.Lines("dead-letters");
        Assert.All(letters, letter =>
        {
            Assert.Equal(input, letter.GetProperty("source").GetProperty("input").GetString());
            Assert.NotEqual("", letter.GetProperty("message").GetString());
            Assert.Contains(letter.GetProperty("stage").GetString(), (string[])["decode", "validate"]);
        });
        Assert.Equal(
            file.Expected,
            letters.Select(letter => (
                letter.GetProperty("source").GetProperty("line").GetInt32(), letter.GetProperty("reason").GetString()!))
                .OrderBy(letter => letter.Item1));
        Assert.Equal(file.Good, run.Ledger("processed"));
        Assert.Equal(file.Expected.Count, run.Ledger("deadLettered"));
        Assert.Equal(file.Good + file.Expected.Count, run.Ledger("read"));
        Assert.Equal(file.Good, run.Lines("sessions").Count);
    }
}
