using StreamEngine.Host.Commands;
using StreamEngine.Host.Configuration;
using StreamEngine.Host.Registry;
using StreamEngine.Schemas.Framing;
using StreamEngine.Schemas.Model;
using StreamEngine.Testing.Kafka;

namespace StreamEngine.Host.Tests.Registry;

public sealed class SchemaRegistryTests
{
    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Fact]
    public async Task A_real_registry_gives_ids_and_finds_schemas_by_them()
    {
        if (SchemaRegistryServer.FindHome(out var reason) is not { } home)
        {
            Assert.Skip(reason);
            return;
        }

        await using var server = await SchemaRegistryServer.StartAsync(home);
        using var demanding = new SchemaRegistryClient(Settings(server.Url) with { AutoRegister = false });
        var missing = await Assert.ThrowsAsync<CommandFailedException>(
            () => demanding.IdOfAsync("sessions-value", ShopSchemas.Session, Token));
        Assert.Contains("SchemaRegistry:AutoRegister=true", missing.Message, StringComparison.Ordinal);

        using var registry = new SchemaRegistryClient(Settings(server.Url));
        var ids = new HashSet<int>();
        foreach (var schema in ShopSchemas.All)
        {
            var id = await registry.IdOfAsync($"{schema.FullName}-value", schema, Token);
            Assert.Equal(id, await registry.IdOfAsync($"{schema.FullName}-value", schema, Token));
            Assert.Equal(id, await demanding.IdOfAsync($"{schema.FullName}-value", schema, Token));
            Assert.Equal(RegistryAnswer.Found, registry.Find(id, out var json));
            Assert.Equal(schema.Fingerprint, RecordSchema.Parse(json).Fingerprint);
            ids.Add(id);
        }

        Assert.Equal(ShopSchemas.All.Count, ids.Count);
        Assert.Equal(RegistryAnswer.Unknown, registry.Find(123_456, out _));
    }

    [Fact]
    public async Task A_registry_that_fails_for_a_moment_is_asked_again()
    {
        await using var server = await FakeRegistryServer.StartAsync();
        foreach (var status in (int[])[503, 500]) server.Answers.Enqueue((status, "{}"));
        server.Answers.Enqueue((200, """{"schema":"\"string\""}"""));
        using var registry = new SchemaRegistryClient(Settings(server.Url));
        Assert.Equal(RegistryAnswer.Found, registry.Find(7, out var json));
        Assert.Equal("\"string\"", json);
        Assert.Equal(Enumerable.Repeat("GET /schemas/ids/7", 3), server.Requests);
    }

    [Theory]
    [InlineData(500, "{}")]
    [InlineData(200, "no json")]
    [InlineData(200, "{}")]
    [InlineData(401, "{}")]
    public async Task What_is_no_answer_is_unavailable_and_fails_the_batch(int status, string body)
    {
        await using var server = await FakeRegistryServer.StartAsync();
        server.Answers.Enqueue((status, body));
        using var registry = new SchemaRegistryClient(Settings(server.Url));
        Assert.Equal(RegistryAnswer.Unavailable, registry.Find(7, out _));
        Assert.Throws<RegistryUnavailableException>(() => new RequiredSchemas(registry).Find(7, out _));
        var failed = await Assert.ThrowsAsync<CommandFailedException>(
            () => registry.IdOfAsync("s", ShopSchemas.Session, Token));
        Assert.Contains(server.Url.Port.ToString(null, null), failed.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_registry_that_is_away_is_named()
    {
        var url = new Uri($"http://127.0.0.1:{FreePorts.Take(1)[0]}");
        using var registry = new SchemaRegistryClient(Settings(url));
        Assert.Equal(RegistryAnswer.Unavailable, registry.Find(7, out _));
        var failed = await Assert.ThrowsAsync<CommandFailedException>(
            () => registry.IdOfAsync("s", ShopSchemas.Session, Token));
        Assert.Contains($"{url}", failed.Message, StringComparison.Ordinal);
        Assert.Contains("SchemaRegistry:Url", failed.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_refusal_says_what_the_registry_says()
    {
        await using var server = await FakeRegistryServer.StartAsync();
        server.Answers.Enqueue((409, """{"error_code":409,"message":"field gone"}"""));
        using var registry = new SchemaRegistryClient(Settings(server.Url));
        var failed = await Assert.ThrowsAsync<CommandFailedException>(
            () => registry.IdOfAsync("sessions-value", ShopSchemas.Session, Token));
        Assert.Contains("sessions-value: HTTP 409: field gone.", failed.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Credentials_are_sent_and_never_said()
    {
        await using var server = await FakeRegistryServer.StartAsync();
        server.Answers.Enqueue((403, "{}"));
        var settings = Settings(server.Url) with { Username = "shop", Password = "hunter2" };
        using var registry = new SchemaRegistryClient(settings);
        var failed = await Assert.ThrowsAsync<CommandFailedException>(
            () => registry.IdOfAsync("s", ShopSchemas.Session, Token));
        Assert.Equal("Basic c2hvcDpodW50ZXIy", server.Authorization);
        Assert.DoesNotContain("hunter2", failed.ToString(), StringComparison.Ordinal);
    }

    private static RegistrySettings Settings(Uri url) => new() { Url = url, Timeout = TimeSpan.FromSeconds(20) };
}
