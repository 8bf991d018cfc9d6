using System.CommandLine;
using System.CommandLine.Parsing;
using System.Globalization;
using NodaTime.Text;
using StreamEngine.Connectors.Files.Inputs;
using StreamEngine.Host.Configuration;

namespace StreamEngine.Host.Commands;

/// <summary>Options that several commands have, and how values are read.</summary>
internal static class CommonOptions
{
    public static Option<string[]> Inputs() => new("--input")
    {
        HelpName = "FORMAT:PATH",
        Required = true,
        AllowMultipleArgumentsPerToken = true,
        Description = "What is read: a file, a folder or a glob, .gz as such; may be given several times. Formats: "
            + "uci-online-retail, rees46, otto, retailrocket, segment, events, avro.",
    };

    public static Option<string?> Policy() => new("--policy")
    {
        HelpName = "FILE",
        Description = "What the business decides, as JSON; without it the defaults hold.",
    };

    public static Option<string?> Config() => new("--config")
    {
        HelpName = "FILE",
        Description = "Settings as JSON, over those of appsettings.json; the environment "
            + "(StreamEngine__Kafka__GroupId) counts more than both.",
    };

    public static Option<string?> Bootstrap() => new("--bootstrap")
    {
        HelpName = "HOST:PORT",
        Description = "The Kafka brokers to begin with, several separated by commas; over the configuration.",
    };

    public static Option<bool> Json() => new("--json")
    {
        Description = "One JSON document on stdout, and nothing else there.",
    };

    public static Option<int> Whole(
        string name, string helpName, string description, int fallback, int least, int most) =>
        new(name)
        {
            HelpName = helpName,
            Description = $"{description} {least} to {most}.",
            DefaultValueFactory = _ => fallback,
            CustomParser = argument =>
            {
                if (int.TryParse(TextOf(argument), NumberStyles.None, CultureInfo.InvariantCulture, out var value)
                    && value >= least && value <= most) return value;
                argument.AddError(
                    $"{name} {helpName}: '{TextOf(argument)}' is not allowed; "
                    + $"a whole number from {least} to {most} is.");
                return fallback;
            },
        };

    public static Option<TimeSpan?> Duration(string name, string description) => new(name)
    {
        HelpName = "DURATION",
        Description = description,
        CustomParser = argument =>
        {
            if (SettingsReader.TryDuration(TextOf(argument), out var time) && time > TimeSpan.Zero) return time;
            argument.AddError(
                $"{name} DURATION: '{TextOf(argument)}' is not allowed; a duration such as 90s, 5m or PT1H30M is.");
            return null;
        },
    };

    public static Option<double?> Rate(string name, string helpName) => new(name)
    {
        HelpName = helpName,
        Description = "The most events a second; without it as fast as the brokers take them.",
        CustomParser = argument =>
        {
            var (text, style) = (TextOf(argument), NumberStyles.AllowDecimalPoint);
            if (double.TryParse(text, style, CultureInfo.InvariantCulture, out var rate) && rate > 0) return rate;
            argument.AddError($"{name} {helpName}: '{TextOf(argument)}' is not allowed; a number above 0 is.");
            return null;
        },
    };

    public static Option<long?> Time(string name, string description) => new(name)
    {
        HelpName = "TIME",
        Description = description,
        CustomParser = argument =>
        {
            var parsed = OffsetDateTimePattern.ExtendedIso.Parse(TextOf(argument));
            if (parsed.Success) return parsed.Value.ToInstant().ToUnixTimeMilliseconds();
            argument.AddError(
                $"{name} TIME: '{TextOf(argument)}' is not allowed; an ISO-8601 time with its zone is, such as "
                + "2011-01-31T23:59:59.999Z.");
            return null;
        },
    };

    /// <summary>Reads the values of <c>--input</c>.</summary>
    /// <exception cref="UsageException">One of them is none.</exception>
    public static IReadOnlyList<FileInput> Read(string[]? values)
    {
        var inputs = new List<FileInput>();
        foreach (var value in values ?? [])
        {
            if (!FileInput.TryParse(value, out var input, out var error)) throw new UsageException($"--input: {error}");
            inputs.Add(input!);
        }

        return inputs;
    }

    private static string TextOf(ArgumentResult argument) => argument.Tokens is [var token, ..] ? token.Value : "";
}
