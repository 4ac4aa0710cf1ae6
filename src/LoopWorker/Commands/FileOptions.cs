using System.CommandLine;
using System.Globalization;
using LoopWorker.Commands.Completion;

namespace LoopWorker.Commands;

/// <summary>Arguments and options shared by the commands that read files of events.</summary>
internal static class FileOptions
{
    private const string StandardInput = "-";

    public static Argument<string[]> Files()
    {
        var files = new Argument<string[]>("FILE")
        {
            Description = "Files of events, cards and preferences, one JSON object per line; - reads standard input.",
            Arity = ArgumentArity.OneOrMore,
        };
        files.Validators.Add(result =>
        {
            var names = result.Tokens.Select(token => token.Value).ToList();
            foreach (var name in names.Where(name => name != StandardInput && !File.Exists(name)))
                result.AddError(
                    Directory.Exists(name)
                        ? $"FILE is '{name}', a directory: name a file, or - for standard input."
                        : $"There is no file '{name}'. Name a file that exists, or - for standard input."
                );
            if (names.Count(name => name == StandardInput) > 1)
                result.AddError("FILE is - more than once: standard input can be read only once.");
        });
        return files.CompletedByFiles();
    }

    public static Option<DateTimeOffset?> ShiftTo() =>
        Time("--shift-to", "Shift all events in time so that the newest happens at this time (RFC 3339, or 'now').");

    public static Option<DateTimeOffset?> Time(string name, string description)
    {
        var option = new Option<DateTimeOffset?>(name)
        {
            Description = description,
            HelpName = "time",
            CustomParser = result =>
            {
                var text = result.Tokens[0].Value;
                if (text == "now")
                    return TimeProvider.System.GetUtcNow();
                if (
                    DateTimeOffset.TryParse(
                        text,
                        CultureInfo.InvariantCulture,
                        DateTimeStyles.AssumeUniversal,
                        out var at
                    )
                )
                    return at;
                result.AddError($"{name} is '{text}': it must be a time such as 2026-01-31T12:00:00Z, or 'now'.");
                return null;
            },
        };
        option.CompletionSources.Add("now");
        return option;
    }
}
