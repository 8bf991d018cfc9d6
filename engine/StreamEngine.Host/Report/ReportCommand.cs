using System.CommandLine;
using System.Text;
using System.Text.Json;
using StreamEngine.Host.Commands;
using StreamEngine.Host.Configuration;
using StreamEngine.Host.Consoles;
using StreamEngine.Host.Kafka;
using StreamEngine.Host.Report.Lifetime;

namespace StreamEngine.Host.Report;

/// <summary><c>report</c>: the KPIs of a replay or of a worker as one page to look at, and as CSV.</summary>
internal sealed class ReportCommand
{
    private readonly Option<string?> _out = new("--out")
    {
        HelpName = "DIR",
        Description = "The folder that a replay wrote: its kpis.jsonl and sessions.jsonl are read.",
    };
    private readonly Option<string?> _config = CommonOptions.Config();
    private readonly Option<string> _to = new("--to")
    {
        HelpName = "FILE.html", Required = true,
        Description = "The page to write; a file of the same name that ends in .csv is written beside it.",
    };
    private readonly Option<bool> _json = CommonOptions.Json();
    private readonly HostConsole _console;

    private ReportCommand(HostConsole console) => _console = console;

    public static Command Create(HostConsole console)
    {
        var report = new ReportCommand(console);
        var command = new Command("report", "Makes a page with charts and tables of the KPIs, and a CSV beside it.")
        {
            report._out, report._config, report._to, report._json,
        };
        command.SetAction((parsed, cancellationToken) => report.RunAsync(parsed, cancellationToken));
        return command;
    }

    private async Task<int> RunAsync(ParseResult parsed, CancellationToken cancellationToken)
    {
        var page = parsed.GetRequiredValue(_to);
        if (!page.EndsWith(".html", StringComparison.OrdinalIgnoreCase))
            throw new UsageException($"--to FILE.html: '{page}' is not allowed; a name that ends in .html is.");
        var csv = Path.ChangeExtension(page, ".csv");
        var (book, estimate) = (parsed.GetValue(_out), parsed.GetValue(_config)) switch
        {
            ({ } folder, null) => OfReplay(folder),
            (null, { } config) => await OfWorkerAsync(config, cancellationToken).ConfigureAwait(false),
            _ => throw new UsageException(
                "One of --out DIR (the figures of a replay) and --config FILE (those of a worker) is needed."),
        };
        var html = new ReportPage(book, estimate).Make();
        await File.WriteAllTextAsync(page, html, cancellationToken).ConfigureAwait(false);
        await File.WriteAllTextAsync(csv, ReportCsv.Of(book.Lines), cancellationToken).ConfigureAwait(false);
        if (parsed.GetValue(_json))
            await _console.Out.WriteLineAsync(JsonSerializer.Serialize(new { page, csv, lines = book.Lines.Count }))
                .ConfigureAwait(false);
        else
            await _console.Out.WriteLineAsync($"Page  {page}\nCSV   {csv}, {book.Lines.Count} lines")
                .ConfigureAwait(false);
        return ExitCodes.Done;
    }

    private static (KpiBook Book, Func<string, LifetimeOutcome> Estimate) OfReplay(string folder)
    {
        var figures = Path.Combine(folder, "kpis.jsonl");
        if (!File.Exists(figures))
            throw new UsageException(
                $"--out DIR: there is no kpis.jsonl in '{folder}'; a folder that replay wrote is needed.");
        var sessions = Path.Combine(folder, "sessions.jsonl");
        return (new KpiBook(ReportLine.ReadAll(figures)), currency => EstimateOf(sessions, currency));
    }

    private static async Task<(KpiBook Book, Func<string, LifetimeOutcome> Estimate)> OfWorkerAsync(
        string config, CancellationToken cancellationToken)
    {
        var settings = SettingsLoader.Load(config, Environment.GetEnvironmentVariables());
        var kafka = new KafkaAccess(settings.Kafka);
        await using var _ = kafka.ConfigureAwait(false);
        var lines = await new KpiTopic(settings, kafka).ReadAsync(cancellationToken).ConfigureAwait(false);
        // The topic of sessions holds those of the last days only.
        return (new KpiBook(lines), static _ => new LifetimeOutcome(
            null, "it needs every order that there was: make the report of a replay for it"));
    }

    private static LifetimeOutcome EstimateOf(string sessions, string currency)
    {
        if (!File.Exists(sessions)) return new LifetimeOutcome(null, "there is no sessions.jsonl beside the figures");
        try
        {
            return new LifetimeOutcome(LifetimeEstimate.Of(PurchaseFile.Read(sessions, currency)), null);
        }
        catch (FitException exception)
        {
            return new LifetimeOutcome(null, exception.Message);
        }
    }
}
