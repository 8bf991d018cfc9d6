using System.CommandLine;
using System.Text;
using StreamEngine.Commerce.Policies;
using StreamEngine.Host.Configuration;
using StreamEngine.Host.Consoles;
using StreamEngine.Host.Doctor;
using StreamEngine.Host.Hosting;
using StreamEngine.Host.Kafka;
using StreamEngine.Host.Registry;
using StreamEngine.Host.States;

namespace StreamEngine.Host.Commands;

/// <summary><c>state verify</c>: whether what is stored would bring each task back.</summary>
internal sealed class VerifyCommand
{
    private readonly Option<string?> _config = CommonOptions.Config();
    private readonly Option<string?> _bootstrap = CommonOptions.Bootstrap();
    private readonly Option<string?> _policy = CommonOptions.Policy();
    private readonly TaskChoice _tasks = new();
    private readonly Option<bool> _replay = new("--replay")
    {
        Description = "The journal is done again too, and what comes out compared with what was published.",
    };
    private readonly Option<bool> _json = CommonOptions.Json();
    private readonly HostConsole _console;

    private VerifyCommand(HostConsole console) => _console = console;

    public static Command Create(HostConsole console)
    {
        var verify = new VerifyCommand(console);
        var command = new Command(
            "verify", "Checks what is stored of each task, without disturbing a worker; a line each, with the mend.")
        {
            verify._config, verify._bootstrap, verify._policy, verify._tasks.Task, verify._tasks.Kpis, verify._replay,
            verify._json,
        };
        command.SetAction((parsed, cancellationToken) => verify.RunAsync(parsed, cancellationToken));
        return command;
    }

    private async Task<int> RunAsync(ParseResult parsed, CancellationToken cancellationToken)
    {
        var settings = SettingsLoader.Load(
            parsed.GetValue(_config), Environment.GetEnvironmentVariables(), parsed.GetValue(_bootstrap));
        var policy = PolicyFile.Read(parsed.GetValue(_policy) ?? settings.PolicyPath);
        var (isOfMerge, replays) = (parsed.GetValue(_tasks.Kpis), parsed.GetValue(_replay));
        if (isOfMerge && replays)
            throw new UsageException("--replay: not together with --kpis, whose input is compacted.");
        var kafka = new KafkaAccess(_tasks.KafkaOf(parsed, settings));
        await using var _ = kafka.ConfigureAwait(false);
        using var registry = SchemaRegistryClient.ToAsk(settings.Registry);
        var tasks = (await _tasks.FindAsync(parsed, settings, kafka).ConfigureAwait(false)).ToList();
        var verification = isOfMerge
            ? await OfMergeAsync(settings, policy, kafka, registry, cancellationToken).ConfigureAwait(false)
            : await OfShopAsync(settings, policy, kafka, registry, cancellationToken).ConfigureAwait(false);
        var findings = new List<TaskFindings>();
        foreach (var task in tasks)
        {
            findings.Add(await verification.RunAsync(task, replays, hasMirror: !isOfMerge, cancellationToken)
                .ConfigureAwait(false));
            if (!parsed.GetValue(_json)) Say(findings[^1]);
        }

        if (parsed.GetValue(_json))
            await _console.Out.WriteAsync(Encoding.UTF8.GetString(Json(findings))).ConfigureAwait(false);
        var bad = findings.Count(static task => task.IsBad);
        return bad == 0 ? ExitCodes.Done : throw new CommandFailedException(
            $"{bad} of {findings.Count} task(s) would not come back as they are.");
    }

    private async Task<TaskVerification> OfShopAsync(
        HostSettings settings, ShopPolicy policy, KafkaAccess kafka, SchemaRegistryClient? registry,
        CancellationToken cancellationToken)
    {
        var shop = await ShopTasks.FindAsync(settings, policy, kafka, registry, cancellationToken)
            .ConfigureAwait(false);
        return new TaskVerification(
            settings, kafka, shop.OptionsOf(0), task => shop.Create(task), _console.Time);
    }

    private async Task<TaskVerification> OfMergeAsync(
        HostSettings settings, ShopPolicy policy, KafkaAccess kafka, SchemaRegistryClient? registry,
        CancellationToken cancellationToken)
    {
        var (partitions, create) = await MergeStage.FindAsync(settings, policy, kafka, registry, cancellationToken)
            .ConfigureAwait(false);
        return new TaskVerification(
            settings, kafka, WorkerPlan.OfMerge(settings, partitions), _ => create(), _console.Time);
    }

    private void Say(TaskFindings findings)
    {
        _console.Out.WriteLine($"Task {findings.Task}");
        foreach (var line in findings.Lines) _console.Out.WriteLine($"  {CheckWords.Line(line)}");
    }

    private static byte[] Json(List<TaskFindings> findings) => JsonText.Of(json =>
    {
        json.WriteStartArray("tasks");
        foreach (var task in findings)
        {
            json.WriteStartObject();
            json.WriteNumber("task", task.Task);
            CheckWords.Write(json, task.Lines);
            json.WriteEndObject();
        }

        json.WriteEndArray();
    });
}
