using System.Net;
using System.Net.Sockets;
using System.Text;
using Prometheus;
using StreamEngine.Host.Commands;
using StreamEngine.Host.Configuration;
using StreamEngine.Host.Metrics;
using StreamEngine.Host.Pages;

namespace StreamEngine.Host.Tests.Pages;

public sealed class WorkerPagesTests
{
    private static readonly MetricsSettings AnyPort = new() { Port = 0 };

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Readiness_follows_the_worker_and_says_why_not()
    {
        var source = new Source();
        await using var pages = await WorkerPages.OpenAsync(AnyPort, source);
        using var http = new HttpClient { BaseAddress = pages.Url };
        source.Problem = "task 3 is restoring";
        using var notReady = await http.GetAsync(new Uri("/health/ready", UriKind.Relative), Token);
        Assert.Equal(HttpStatusCode.ServiceUnavailable, notReady.StatusCode);
        Assert.Equal("not ready: task 3 is restoring\n", await notReady.Content.ReadAsStringAsync(Token));
        Assert.Equal("live\n", await http.GetStringAsync(new Uri("/health/live", UriKind.Relative), Token));
        source.Problem = null;
        Assert.Equal("ready\n", await http.GetStringAsync(new Uri("/health/ready", UriKind.Relative), Token));
        Assert.Equal("{}", await http.GetStringAsync(new Uri("/status", UriKind.Relative), Token));
        var index = await http.GetStringAsync(new Uri("/", UriKind.Relative), Token);
        Assert.Contains("/metrics", index, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("POST")]
    [InlineData("PUT")]
    [InlineData("DELETE")]
    [InlineData("OPTIONS")]
    public async Task Nothing_but_GET_is_answered(string method)
    {
        await using var pages = await WorkerPages.OpenAsync(AnyPort, new Source());
        using var http = new HttpClient { BaseAddress = pages.Url };
        foreach (var page in (string[])["/", "/metrics", "/status", "/health/live", "/nowhere"])
        {
            using var request = new HttpRequestMessage(new HttpMethod(method), page);
            using var response = await http.SendAsync(request, Token);
            Assert.Equal(HttpStatusCode.MethodNotAllowed, response.StatusCode);
        }
    }

    [Fact]
    public async Task It_listens_on_loopback_alone_and_a_taken_port_is_named()
    {
        await using var pages = await WorkerPages.OpenAsync(AnyPort, new Source());
        Assert.True(pages.Url.IsLoopback);
        var taken = AnyPort with { Port = pages.Url.Port };
        var failed = await Assert.ThrowsAsync<CommandFailedException>(() => WorkerPages.OpenAsync(taken, new Source()));
        Assert.Contains($"127.0.0.1:{taken.Port}", failed.Message, StringComparison.Ordinal);
        Assert.Contains("Metrics:Port", failed.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("GET /metrics HTTP/1.1\r\nHost: x\r\nX: ")]
    [InlineData("GET /")]
    public async Task Abuse_of_the_port_ends_the_connection_and_not_the_pages(string start)
    {
        await using var pages = await WorkerPages.OpenAsync(AnyPort, new Source());
        using (var client = new TcpClient())
        {
            await client.ConnectAsync(IPAddress.Loopback, pages.Url.Port, Token);
            var stream = client.GetStream();
            await stream.WriteAsync(Encoding.ASCII.GetBytes(start + new string('a', 100_000)), Token);
            var answer = new byte[64];
            var length = 0;
            try
            {
                length = await stream.ReadAsync(answer, Token);
            }
            catch (IOException e)
            {
                Assert.IsType<SocketException>(e.InnerException);
            }

            Assert.DoesNotContain(" 200 ", Encoding.ASCII.GetString(answer, 0, length), StringComparison.Ordinal);
        }

        using var http = new HttpClient { BaseAddress = pages.Url };
        Assert.Equal("live\n", await http.GetStringAsync(new Uri("/health/live", UriKind.Relative), Token));
    }

    [Fact]
    public async Task Metrics_have_exactly_the_names_and_labels_of_the_contract()
    {
        var figures = new WorkerMetrics();
        await using var pages = await WorkerPages.OpenAsync(AnyPort, new Source { Metrics = figures.Registry });
        using var http = new HttpClient { BaseAddress = pages.Url };
        var text = await http.GetStringAsync(new Uri("/metrics", UriKind.Relative), Token);
        var names = text.Split('\n').Where(line => line.StartsWith("# TYPE ", StringComparison.Ordinal))
            .Select(line => line.Split(' ')[2])
            .Where(name => name.StartsWith("streamengine_", StringComparison.Ordinal))
            .Select(name => name["streamengine_".Length..]).Order(StringComparer.Ordinal);
        Assert.Equal(Contract.Metrics().Select(metric => metric.Name).Order(StringComparer.Ordinal), names);
        foreach (var (name, labels) in Contract.Metrics())
        {
            var property = typeof(WorkerMetrics).GetProperties().Select(p => p.GetValue(figures)).OfType<Collector>()
                .Single(collector => collector.Name == "streamengine_" + name);
            Assert.Equal(labels, property.LabelNames);
        }
    }

    private sealed class Source : IPagesSource
    {
        public bool IsReady => Problem is null;

        public string? Problem { get; set; }

        public CollectorRegistry Metrics { get; init; } = Prometheus.Metrics.NewCustomRegistry();

        public byte[] StatusJson() => "{}"u8.ToArray();
    }
}
