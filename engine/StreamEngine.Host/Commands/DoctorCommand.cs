using System.CommandLine;
using System.Text;
using StreamEngine.Host.Configuration;
using StreamEngine.Host.Consoles;
using StreamEngine.Host.Doctor;

namespace StreamEngine.Host.Commands;

/// <summary><c>doctor</c>: looks at everything that the worker needs, a line each, with the mend.</summary>
internal sealed class DoctorCommand
{
    private readonly Option<string?> _config = CommonOptions.Config();
    private readonly Option<string?> _bootstrap = CommonOptions.Bootstrap();
    private readonly Option<bool> _json = CommonOptions.Json();
    private readonly HostConsole _console;

    private DoctorCommand(HostConsole console) => _console = console;

    public static Command Create(HostConsole console)
    {
        var doctor = new DoctorCommand(console);
        var command = new Command("doctor", "Checks configuration, brokers, topics, schemas, disk and clock.")
        {
            doctor._config, doctor._bootstrap, doctor._json,
        };
        command.SetAction((parsed, cancellationToken) => doctor.RunAsync(parsed, cancellationToken));
        return command;
    }

    private async Task<int> RunAsync(ParseResult parsed, CancellationToken cancellationToken)
    {
        var settings = SettingsLoader.Load(
            parsed.GetValue(_config), Environment.GetEnvironmentVariables(), parsed.GetValue(_bootstrap));
        var found = await new Examination(settings, _console.Time).RunAsync(cancellationToken).ConfigureAwait(false);
        IReadOnlyList<CheckLine> lines = [new("configuration", CheckOutcome.Good, "allowed"), .. found];
        if (parsed.GetValue(_json))
            await _console.Out.WriteAsync(Encoding.UTF8.GetString(Json(lines))).ConfigureAwait(false);
        else Say(lines);
        var bad = lines.Count(line => line.Outcome == CheckOutcome.Bad);
        return bad == 0 ? ExitCodes.Done : throw new CommandFailedException(
            $"{bad} {(bad == 1 ? "check keeps" : "checks keep")} the worker from working.");
    }

    private void Say(IReadOnlyList<CheckLine> lines)
    {
        foreach (var line in lines) _console.Out.WriteLine(CheckWords.Line(line));
    }

    private static byte[] Json(IReadOnlyList<CheckLine> lines) => JsonText.Of(json => CheckWords.Write(json, lines));
}
