using System.CommandLine;
using System.Globalization;

namespace LoopWorker.Commands;

/// <summary>Arguments and options shared by the commands that read files of events.</summary>
internal static class FileOptions
{
    public static Argument<string[]> Files()
    {
        var files = new Argument<string[]>("FILE")
        {
            Description = "Files of events, cards and preferences, one JSON object per line; - reads standard input.",
            Arity = ArgumentArity.OneOrMore,
        };
        files.Validators.Add(result =>
        {
            foreach (var file in result.GetValueOrDefault<string[]>() ?? [])
                if (file != "-" && !File.Exists(file))
                    result.AddError($"There is no file '{file}'. Name a file that exists, or - for standard input.");
        });
        return files;
    }

    public static Option<DateTimeOffset?> ShiftTo() =>
        Time("--shift-to", "Shift all events in time so that the newest happens at this time (RFC 3339, or 'now').");

    public static Option<DateTimeOffset?> Time(string name, string description) =>
        new(name)
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
}
