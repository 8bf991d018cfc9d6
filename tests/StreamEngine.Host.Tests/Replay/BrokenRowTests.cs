using System.IO.Compression;
using System.Text;
using StreamEngine.Host.Commands;
using StreamEngine.Host.Tests.Support;
using static StreamEngine.Host.Tests.Support.BrokenFile;

namespace StreamEngine.Host.Tests.Replay;

/// <summary>
/// Files with one broken row in twenty, of every kind: the run finishes, each broken row is a dead letter with its
/// file, line and reason, and the others count as if it had not been there.
/// </summary>
public sealed class BrokenRowTests : IDisposable
{
    private const long Monday = 1_767_571_200_000;
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
        i => $"{Time(i, "yyyy-MM-dd HH:mm:ss 'UTC'")},view,{i},1,,acme,9.90,{i + 1},s{i}", 4,
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
        "timestamp,visitorid,event,itemid,transactionid",
        i => $"{Monday + (i * 1_000L)},{i + 1},view,{i},", 4,
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
        header: null, i => Clicks(i, aid: 1), 4,
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
        header: null, i => Call($"m{i}", ViewOf(i)), 4,
        Row("malformed", """{"type":"track","event":"Product Viewed","""),
        Row("unknown_type", Call("x1", """ "type":"track","event":"Product Stared At",TIME,"userId":"u" """)),
        Row("missing_field", Call("x2", """ "type":"track","event":"Product Viewed","userId":"u" """)),
        Row("no_identity", Call("x3", """ "type":"track","event":"Product Viewed",TIME """)),
        Row("no_identity", Call("x4", """ "type":"page",TIME,"userId":"null" """)),
        Row("invalid_quantity", Call("x5", Added("\"quantity\":\"many\""))),
        Row("invalid_amount", Call("x6", Added("\"price\":\"dear\""))),
        Row("malformed", Call("x7", """ "type":"page","timestamp":"soon","userId":"u" """)),
        Row("implausible_timestamp", Call("x8", """ "type":"page","timestamp":"9999-12-31T23:59:59Z","userId":"u" """)),
        NotUtf8(Call("?", """ "type":"page",TIME,"userId":"u" """)),
        Row("malformed", "\0\0\0\0"),
        Huge("""{"type":"page","messageId":""" + "\"")));

    [Fact]
    public Task Events() => CheckAsync("events", "shop.jsonl", new BrokenFile(
        header: null, i => Event($"e{i}", View + $",\"eventTime\":\"{Time(i)}\",\"anonymousId\":\"v{i}\""), 4,
        Row("malformed", """{"topic":"clickstream","type":"""),
        Row("malformed", "not json at all"),
        Row("missing_field", $$"""{{{View}},"eventTime":"2026-03-01T10:00:00Z","customerId":"c"}"""),
        Row("missing_field", Event("x0", View + """ ,"customerId":"c" """)),
        Row("unknown_type", Event("x1", """ "topic":"clickstream","type":"stare",TIME,"customerId":"c" """)),
        Row("no_identity", Event("x2", View + ",TIME")),
        Row("invalid_quantity", Event("x3", CartOf("\"quantity\":-1"))),
        Row("invalid_amount", Event("x4", CartOf("\"quantity\":1,\"unitPrice\":\"dear\""))),
        Row("malformed", Event("x5", View + """ ,"eventTime":"2026-03-01T10:00:00","customerId":"c" """)),
        Row("implausible_timestamp", Event("x6", View + """ ,"eventTime":"9999-12-31T23:59:59Z","customerId":"c" """)),
        NotUtf8(Event("?", View + """ ,TIME,"customerId":"c" """)),
        Row("malformed", "\0\0\0\0"),
        Huge("""{"topic":"clickstream","type":"pageView","eventId":""" + "\"")));

    [Theory]
    [InlineData("otto"), InlineData("events")]
    public async Task Of_a_truncated_gzip_what_can_be_read_counts_and_the_run_fails_by_name(string format)
    {
        var text = new StringBuilder();
        for (var i = 0; i < 5_000; i++)
            text.Append(format == "otto"
                ? Clicks(i, aid: i * 7919)
                : Event($"e{i * 7919}", View + $",\"eventTime\":\"{Time(i)}\",\"customerId\":\"c{i}\"")).Append('\n');
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

    private const string View = "\"topic\":\"clickstream\",\"type\":\"productView\"";

    private static string Clicks(int session, int aid) =>
        $$"""{"session":{{session}},"events":[{"aid":{{aid}},"ts":{{Monday + (session * 1_000L)}},"type":"clicks"}]}""";

    private static string Call(string id, string properties) =>
        Timed($"{{\"messageId\":\"{id}\",{properties.Trim()}}}", "timestamp");

    private static string ViewOf(int visitor) => """ "type":"track","event":"Product Viewed", """
        + $"\"timestamp\":\"{Time(visitor)}\",\"anonymousId\":\"v{visitor}\"";

    private static string Added(string property) => """ "type":"track","event":"Product Added",TIME,"userId":"u", """
        + $"\"properties\":{{\"product_id\":\"p\",{property}}}";

    private static string Event(string id, string properties) =>
        Timed($"{{\"eventId\":\"{id}\",{properties.Trim()}}}", "eventTime");

    private static string CartOf(string property) => """ "topic":"carts","type":"add",TIME,"customerId":"c", """
        + $"\"lines\":[{{\"productId\":\"p\",{property}}}]";

    private static string Timed(string json, string name) =>
        json.Replace("TIME", $"\"{name}\":\"2026-03-01T10:00:00Z\"", StringComparison.Ordinal);

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
