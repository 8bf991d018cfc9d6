using System.Net;
using System.Text;
using Prometheus;
using StreamEngine.Host.Commands;
using StreamEngine.Host.Configuration;

namespace StreamEngine.Host.Pages;

/// <summary>What the pages show; asked from the threads of the server.</summary>
public interface IPagesSource
{
    /// <summary>Whether the worker does its work.</summary>
    bool IsReady { get; }

    /// <summary>Why it is not ready, in a line; null when all is well.</summary>
    string? Problem { get; }

    /// <summary>The document of <c>/status</c>.</summary>
    byte[] StatusJson();

    /// <summary>The registry of <c>/metrics</c>.</summary>
    CollectorRegistry Metrics { get; }
}

/// <summary>The HTTP pages of the worker on a port of their own: for people and probes, GET only.</summary>
public sealed class WorkerPages : IAsyncDisposable
{
    private readonly WebApplication _app;

    private WorkerPages(WebApplication app) => _app = app;

    /// <summary>The address that is listened on, with the port that the system chose where it was asked to.</summary>
    public Uri Url => new(_app.Urls.First());

    /// <summary>Opens the pages.</summary>
    /// <exception cref="CommandFailedException">The port is taken, or the address is none of this machine.</exception>
    public static async Task<WorkerPages> OpenAsync(MetricsSettings settings, IPagesSource source)
    {
        var builder = WebApplication.CreateSlimBuilder(new WebApplicationOptions { Args = [] });
        builder.Logging.ClearProviders();
        builder.Configuration.Sources.Clear();
        builder.WebHost.ConfigureKestrel(kestrel =>
        {
            kestrel.AddServerHeader = false;
            kestrel.Limits.MaxRequestBodySize = 0;
            kestrel.Limits.MaxConcurrentConnections = Limits.MaxPageConnections;
            kestrel.Limits.RequestHeadersTimeout = Limits.PageHeadersTimeout;
            if (IPAddress.TryParse(settings.Host, out var address)) kestrel.Listen(address, settings.Port);
            else kestrel.Listen(IPAddress.Loopback, settings.Port);
        });
        var app = builder.Build();
        app.Use(OnlyGetAsync);
        Map(app, source);
        try
        {
            await app.StartAsync().ConfigureAwait(false);
            return new WorkerPages(app);
        }
        catch (Exception e) when (e is IOException or System.Net.Sockets.SocketException)
        {
            await app.DisposeAsync().ConfigureAwait(false);
            throw new CommandFailedException($"The pages cannot be served at {settings.Host}:{settings.Port}: "
                + $"{(e.InnerException ?? e).Message}. Choose another Metrics:Port, or end what listens there.");
        }
    }

    /// <inheritdoc/>
    public ValueTask DisposeAsync() => _app.DisposeAsync();

    private static Task OnlyGetAsync(HttpContext context, RequestDelegate next)
    {
        if (HttpMethods.IsGet(context.Request.Method)) return next(context);
        context.Response.StatusCode = StatusCodes.Status405MethodNotAllowed;
        context.Response.Headers.Allow = "GET";
        return Task.CompletedTask;
    }

    private static void Map(WebApplication app, IPagesSource source)
    {
        app.MapGet("/", () => Results.Text(
            "StreamEngine\n  /status        tasks, offsets, watermarks, ledger\n  /metrics       Prometheus\n"
            + "  /health/live   200 while the process lives\n  /health/ready  200 while it does its work\n"));
        app.MapGet("/health/live", () => Results.Text("live\n"));
        app.MapGet("/health/ready", () => source.IsReady
            ? Results.Text("ready\n")
            : Results.Text($"not ready: {source.Problem ?? "starting"}\n", null, Encoding.UTF8,
                StatusCodes.Status503ServiceUnavailable));
        app.MapGet("/status", () => Results.Bytes(source.StatusJson(), "application/json; charset=utf-8"));
        app.MapGet("/metrics", async context =>
        {
            context.Response.ContentType = PrometheusConstants.TextContentTypeWithVersionAndEncoding;
            await source.Metrics.CollectAndExportAsTextAsync(context.Response.Body, context.RequestAborted)
                .ConfigureAwait(false);
        });
    }
}
