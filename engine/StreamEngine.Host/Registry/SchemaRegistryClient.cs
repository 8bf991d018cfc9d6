using System.Net;
using System.Net.Http.Headers;
using System.Net.Http.Json;
using System.Text;
using System.Text.Json;
using Polly;
using Polly.Retry;
using StreamEngine.Host.Commands;
using StreamEngine.Host.Configuration;
using StreamEngine.Schemas.Framing;
using StreamEngine.Schemas.Model;

namespace StreamEngine.Host.Registry;

/// <summary>
/// A schema registry that speaks Confluent's HTTP API. A request is tried again a few times; answers are bounded in
/// size. Thread-safe. What it was told is kept by <see cref="WriterSchemas"/>, so that it is asked once for each id.
/// </summary>
public sealed class SchemaRegistryClient : IRegistrySchemas, IDisposable
{
    private const string Json = "application/vnd.schemaregistry.v1+json";

    private readonly RegistrySettings _settings;
    private readonly HttpClient _http;
    private readonly ResiliencePipeline<HttpResponseMessage> _retry;

    /// <summary>Makes a client; nothing is asked yet.</summary>
    public SchemaRegistryClient(RegistrySettings settings)
    {
        _settings = settings;
        _http = new HttpClient(new SocketsHttpHandler { AllowAutoRedirect = false })
        {
            BaseAddress = new Uri(settings.Url.AbsoluteUri.TrimEnd('/') + "/"),
            Timeout = settings.Timeout,
            MaxResponseContentBufferSize = Limits.MaxRegistryAnswerBytes,
        };
        _http.DefaultRequestHeaders.Accept.ParseAdd(Json);
        _http.DefaultRequestHeaders.UserAgent.ParseAdd("streamengine");
        if (settings.Username is not null)
            _http.DefaultRequestHeaders.Authorization = new AuthenticationHeaderValue("Basic",
                Convert.ToBase64String(Encoding.UTF8.GetBytes($"{settings.Username}:{settings.Password}")));
        _retry = new ResiliencePipelineBuilder<HttpResponseMessage>().AddRetry(
            new RetryStrategyOptions<HttpResponseMessage>
            {
                MaxRetryAttempts = Limits.RegistryRetries,
                Delay = TimeSpan.FromMilliseconds(200),
                BackoffType = DelayBackoffType.Exponential,
                UseJitter = true,
                ShouldHandle = new PredicateBuilder<HttpResponseMessage>()
                    .Handle<HttpRequestException>()
                    .Handle<TaskCanceledException>(e => e.InnerException is TimeoutException)
                    .HandleResult(IsPassing),
                OnRetry = retry =>
                {
                    retry.Outcome.Result?.Dispose();
                    return ValueTask.CompletedTask;
                },
            }).Build();
    }

    /// <summary>A client that registers nothing; null where no registry is configured.</summary>
    public static SchemaRegistryClient? ToAsk(RegistrySettings? settings) =>
        settings is null ? null : new SchemaRegistryClient(settings with { AutoRegister = false });

    /// <inheritdoc/>
    public RegistryAnswer Find(int id, out string json)
    {
        json = "";
        try
        {
            using var response = _retry.Execute(() =>
            {
                using var request = new HttpRequestMessage(HttpMethod.Get, Relative($"schemas/ids/{id}"));
                return _http.Send(request, HttpCompletionOption.ResponseContentRead);
            });
            if (response.StatusCode == HttpStatusCode.NotFound) return RegistryAnswer.Unknown;
            if (!response.IsSuccessStatusCode) return RegistryAnswer.Unavailable;
            using var body = response.Content.ReadAsStream();
            using var answer = JsonDocument.Parse(body);
            json = answer.RootElement.GetProperty("schema").GetString() ?? "";
            return RegistryAnswer.Found;
        }
        catch (Exception e) when (IsNoAnswer(e))
        {
            return RegistryAnswer.Unavailable;
        }
    }

    /// <summary>
    /// The id of a schema under a subject; registers it where it is not there and that is allowed.
    /// </summary>
    /// <exception cref="CommandFailedException">The registry does not answer, or refuses.</exception>
    public async Task<int> IdOfAsync(string subject, RecordSchema schema, CancellationToken cancellationToken)
    {
        try
        {
            var path = $"subjects/{Uri.EscapeDataString(subject)}";
            using var found = await PostAsync(path, schema, cancellationToken).ConfigureAwait(false);
            if (found.IsSuccessStatusCode) return await IdAsync(found, cancellationToken).ConfigureAwait(false);
            if (found.StatusCode != HttpStatusCode.NotFound)
                throw Refused(subject, await WhyAsync(found, cancellationToken).ConfigureAwait(false));
            if (!_settings.AutoRegister)
                throw Refused(
                    subject, "the schema is not registered; register it, or set SchemaRegistry:AutoRegister=true");
            using var made = await PostAsync($"{path}/versions", schema, cancellationToken).ConfigureAwait(false);
            return made.IsSuccessStatusCode
                ? await IdAsync(made, cancellationToken).ConfigureAwait(false)
                : throw Refused(subject, await WhyAsync(made, cancellationToken).ConfigureAwait(false));
        }
        catch (Exception e) when (IsNoAnswer(e) && !cancellationToken.IsCancellationRequested)
        {
            throw new CommandFailedException(
                $"The schema registry at {_settings.Url} does not answer as one (SchemaRegistry:Url): {e.Message}");
        }
    }

    /// <inheritdoc/>
    public void Dispose() => _http.Dispose();

    private async Task<HttpResponseMessage> PostAsync(
        string path, RecordSchema schema, CancellationToken cancellationToken) =>
        await _retry.ExecuteAsync(async token =>
        {
            using var content = JsonContent.Create(new { schema = schema.Json }, new MediaTypeHeaderValue(Json));
            return await _http.PostAsync(Relative(path), content, token).ConfigureAwait(false);
        }, cancellationToken).ConfigureAwait(false);

    private static async Task<int> IdAsync(HttpResponseMessage response, CancellationToken cancellationToken)
    {
        using var answer = await ReadAsync(response, cancellationToken).ConfigureAwait(false);
        return answer.RootElement.GetProperty("id").GetInt32();
    }

    private static async Task<string> WhyAsync(HttpResponseMessage response, CancellationToken cancellationToken)
    {
        var status = $"HTTP {(int)response.StatusCode}";
        try
        {
            using var answer = await ReadAsync(response, cancellationToken).ConfigureAwait(false);
            return $"{status}: {answer.RootElement.GetProperty("message").GetString()}";
        }
        catch (Exception e) when (e is JsonException or KeyNotFoundException or InvalidOperationException)
        {
            return status;
        }
    }

    private static async Task<JsonDocument> ReadAsync(HttpResponseMessage response, CancellationToken cancellationToken)
    {
        var body = await response.Content.ReadAsStreamAsync(cancellationToken).ConfigureAwait(false);
        await using (body.ConfigureAwait(false))
            return await JsonDocument.ParseAsync(body, cancellationToken: cancellationToken).ConfigureAwait(false);
    }

    private static bool IsPassing(HttpResponseMessage response) =>
        response.StatusCode is HttpStatusCode.TooManyRequests or >= HttpStatusCode.InternalServerError;

    private static bool IsNoAnswer(Exception e) => e is HttpRequestException or TaskCanceledException or JsonException
        or KeyNotFoundException or InvalidOperationException or FormatException;

    private static Uri Relative(string path) => new(path, UriKind.Relative);

    private CommandFailedException Refused(string subject, string why) =>
        new($"The schema registry at {_settings.Url} refused subject {subject}: {why}.");
}
