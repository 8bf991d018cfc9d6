using System.CommandLine;
using System.Globalization;
using StreamEngine.Core.Log;
using StreamEngine.Load.Shop;

namespace StreamEngine.Load;

/// <summary>The command line of the generator: options to a <see cref="ShopOptions"/>, events to a file.</summary>
internal sealed class GenerateCommand
{
    private const int Failed = 1;
    private const int WrongUsage = 2;
    private const string Events = "events";
    private const string Rees46 = "rees46";

    private static readonly ShopOptions Defaults = new();

    private readonly Option<long> _events = Number("--events", "how many events, exactly", Defaults.Events);
    private readonly Option<int> _customers =
        Number("--customers", "how many different people at most", Defaults.Customers);
    private readonly Option<ulong> _seed = Number("--seed", "the same seed gives the same bytes", Defaults.Seed);
    private readonly Option<double> _days = Number("--days", "days of event time, fractions allowed", Defaults.Days);
    private readonly Option<double> _disorder =
        Number("--disorder", "seconds by which events overtake each other at most", Defaults.DisorderSeconds);
    private readonly Option<double> _late =
        Number("--late", "share of events that come a minute to four days late", Defaults.Late);
    private readonly Option<double> _duplicates =
        Number("--duplicates", "share of events that come twice", Defaults.Duplicates);
    private readonly Option<double> _broken =
        Number("--broken", "share of events that must be refused", Defaults.Broken);
    private readonly Option<double> _anonymous =
        Number("--anonymous", "share of people who never say who they are", Defaults.Anonymous);

    private readonly Option<string> _start = new("--start")
    {
        Description = "first moment of event time, ISO-8601, UTC where it names no zone",
        HelpName = "TIME",
        DefaultValueFactory = _ => "2026-01-05T00:00:00Z",
    };

    private readonly Option<string> _format = new Option<string>("--format")
    {
        Description = "events: JSON lines of every event; rees46: rows of what the REES46 data sets know",
        DefaultValueFactory = _ => Events,
    }.AcceptOnlyFromAmong(Events, Rees46);

    private readonly Option<string?> _out = new("--out")
    {
        Description = "the file to write; compressed when its name ends in .gz",
        HelpName = "FILE",
    };

    private readonly Option<string?> _bootstrap = new("--bootstrap")
    {
        Description = "the Kafka brokers whose topics to feed, instead of a file",
        HelpName = "HOST:PORT",
    };

    private readonly Option<bool> _allowPlaintext = new("--allow-plaintext")
    {
        Description = "speak to brokers on other machines without encryption",
    };

    private readonly Option<double?> _rate = new("--rate")
    {
        Description = "events a second at most, to Kafka; without it as fast as it takes them",
        HelpName = "N",
    };

    /// <summary>Runs the command: 0 done, 1 failed, 2 wrong usage.</summary>
    public int Run(string[] args, TextWriter error)
    {
        var root = new RootCommand(
            "Writes the events of an invented shop, as JSON lines or as rows of a history, or sends them to Kafka.")
        {
            _events, _customers, _seed, _days, _start, _out, _bootstrap, _allowPlaintext, _rate, _disorder, _late,
            _duplicates, _broken, _anonymous, _format,
        };
        var parsed = root.Parse(args);
        if (parsed.Errors.Count > 0) return Refuse(error, parsed.Errors[0].Message);
        root.SetAction((result, _) => GenerateAsync(result, error));
        return parsed.Invoke();
    }

    private async Task<int> GenerateAsync(ParseResult parsed, TextWriter error)
    {
        if (!TryParseTime(parsed.GetRequiredValue(_start), out var startMs))
            return Refuse(error, "--start must be an ISO-8601 time such as 2026-01-05T00:00:00Z");
        var options = new ShopOptions
        {
            Events = parsed.GetValue(_events),
            Customers = parsed.GetValue(_customers),
            Seed = parsed.GetValue(_seed),
            Days = parsed.GetValue(_days),
            StartMs = startMs,
            DisorderSeconds = parsed.GetValue(_disorder),
            Late = parsed.GetValue(_late),
            Duplicates = parsed.GetValue(_duplicates),
            Broken = parsed.GetValue(_broken),
            Anonymous = parsed.GetValue(_anonymous),
        };
        var violations = options.Violations();
        if (violations.Count > 0) return Refuse(error, "--" + string.Join("; --", violations));
        var (path, bootstrap) = (parsed.GetValue(_out), parsed.GetValue(_bootstrap));
        if (path is null == bootstrap is null)
            return Refuse(error, "one of --out FILE and --bootstrap HOST:PORT is needed, and not both");
        var rate = parsed.GetValue(_rate);
        if (rate is not null && (rate <= 0 || bootstrap is null))
            return Refuse(error, "--rate must be above 0, and goes with --bootstrap");
        try
        {
            var events = new ShopGenerator(options).Events();
            if (path is null)
                await KafkaTarget.SendAsync(
                    bootstrap!, parsed.GetValue(_allowPlaintext), rate, events, TimeProvider.System);
            else if (parsed.GetValue(_format) == Rees46) Rees46File.Write(path, events);
            else EventFile.Write(path, events);
            return 0;
        }
        catch (ArgumentException failure)
        {
            return Refuse(error, $"--bootstrap: {failure.Message}");
        }
        catch (Exception failure) when (failure is IOException or UnauthorizedAccessException or LogException)
        {
            await error.WriteLineAsync(failure.Message);
            return Failed;
        }
    }

    private static bool TryParseTime(string text, out long timeMs)
    {
        var understood = DateTimeOffset.TryParse(
            text, CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal, out var time);
        timeMs = time.ToUnixTimeMilliseconds();
        return understood;
    }

    private static int Refuse(TextWriter error, string message)
    {
        error.WriteLine(message);
        return WrongUsage;
    }

    private static Option<T> Number<T>(string name, string description, T value) =>
        new(name) { Description = description, HelpName = "N", DefaultValueFactory = _ => value };
}
