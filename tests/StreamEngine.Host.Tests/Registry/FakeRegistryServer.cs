using System.Collections.Concurrent;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Logging;

namespace StreamEngine.Host.Tests.Registry;

/// <summary>A registry that answers what a test tells it to, over a real socket.</summary>
internal sealed class FakeRegistryServer : IAsyncDisposable
{
    private readonly WebApplication _app;

    private FakeRegistryServer(WebApplication app) => _app = app;

    /// <summary>Every request as METHOD PATH, in order.</summary>
    public ConcurrentQueue<string> Requests { get; } = [];

    /// <summary>The last header of authorization.</summary>
    public string? Authorization { get; private set; }

    /// <summary>The answers to come: status and body; the last one is repeated.</summary>
    public ConcurrentQueue<(int Status, string Body)> Answers { get; } = [];

    public Uri Url => new(_app.Urls.Single());

    public static async Task<FakeRegistryServer> StartAsync()
    {
        var builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders();
        builder.WebHost.UseUrls("http://127.0.0.1:0");
        var app = builder.Build();
        var server = new FakeRegistryServer(app);
        app.Run(server.AnswerAsync);
        await app.StartAsync();
        return server;
    }

    public ValueTask DisposeAsync() => _app.DisposeAsync();

    private Task AnswerAsync(HttpContext context)
    {
        Requests.Enqueue($"{context.Request.Method} {context.Request.Path}");
        Authorization = context.Request.Headers.Authorization;
        if (!Answers.TryPeek(out var answer)) answer = (500, "");
        if (Answers.Count > 1) Answers.TryDequeue(out answer);
        context.Response.StatusCode = answer.Status;
        return context.Response.WriteAsync(answer.Body);
    }
}
