using System.CommandLine;
using System.CommandLine.Parsing;
using LoopWorker.Configuration;
using LoopWorker.Terminal;
using LoopWorker.Wording;

namespace LoopWorker.Commands.Arguments;

/// <summary>
/// What is wrong with a command line, each mistake a line that names the argument and says what is allowed. What it echoes cannot act on a terminal.
/// </summary>
public static class UsageErrors
{
    /// <param name="parsed">The command line as it was read.</param>
    /// <param name="arguments">As it was given.</param>
    /// <returns>None if all is well.</returns>
    public static IReadOnlyList<string> Of(ParseResult parsed, IReadOnlyList<string> arguments) =>
        [.. Raw(parsed, arguments).Select(SafeText.Of)];

    private static IReadOnlyList<string> Raw(ParseResult parsed, IReadOnlyList<string> arguments)
    {
        var command = parsed.CommandResult.Command;
        var flags = FlagErrors(command, arguments).ToList();
        // The parser took the value of such a flag for an argument, and what it says of that would mislead.
        if (flags.Count > 0)
            return flags;
        var unknown = UnknownOptions(parsed).ToList();
        if (unknown.Count > 0)
            return
            [
                .. unknown.Select(name =>
                    $"'{name}' is not an option of '{NameOf(command)}'; {OptionFor(name, command)}"
                ),
            ];
        return [.. parsed.Errors.SelectMany(error => Text(error, parsed)).Distinct()];
    }

    /// <summary>What to enter for help with a command.</summary>
    public static string HelpOf(Command command) =>
        command is RootCommand ? "loopworker --help" : $"loopworker {NameOf(command)} --help";

    // Without the program's name, except for the program itself.
    private static string NameOf(Command command) =>
        command.Parents.OfType<Command>().FirstOrDefault() is { } parent && parent is not RootCommand
            ? $"{NameOf(parent)} {command.Name}"
        : command is RootCommand ? "loopworker"
        : command.Name;

    private static IEnumerable<string> FlagErrors(Command command, IEnumerable<string> arguments)
    {
        var flags = command.Options.OfType<Option<bool>>().Select(option => option.Name).ToHashSet();
        foreach (var argument in arguments.TakeWhile(argument => argument != "--"))
        {
            var end = argument.AsSpan().IndexOfAny('=', ':');
            if (end > 0 && flags.Contains(argument[..end]) && !bool.TryParse(argument.AsSpan(end + 1), out _))
                yield return $"{argument[..end]} is '{argument[(end + 1)..]}': it must be true or false, or stand alone.";
        }
    }

    // Before a '--', what begins with a dash is meant as an option, though the parser takes it for a file or a card where it can.
    private static IEnumerable<string> UnknownOptions(ParseResult parsed)
    {
        var literal = parsed
            .Tokens.SkipWhile(token => token.Type != TokenType.DoubleDash)
            .ToHashSet(ReferenceEqualityComparer.Instance);
        return parsed
            .CommandResult.Children.OfType<ArgumentResult>()
            .SelectMany(argument => argument.Tokens)
            .Where(token => !literal.Contains(token))
            .Select(token => token.Value)
            .Concat(parsed.UnmatchedTokens)
            .Where(text => text.Length > 1 && text[0] == '-');
    }

    private static string OptionFor(string name, Command command)
    {
        var separator = name.AsSpan().IndexOfAny('=', ':');
        return NameSuggestion.For(
            separator > 0 ? name[..separator] : name,
            // Every command has it, but only the root lists it.
            [.. command.Options.Select(option => option.Name).Union(["--help"])],
            "the options here are"
        );
    }

    private static IEnumerable<string> Text(ParseError error, ParseResult parsed)
    {
        var command = parsed.CommandResult.Command;
        return error.SymbolResult switch
        {
            OptionResult { Tokens.Count: 0 } option =>
            [
                $"{option.Option.Name} needs a value: {option.Option.Description}",
            ],
            OptionResult { IdentifierTokenCount: > 1 } option =>
            [
                $"{option.Option.Name} is given {option.IdentifierTokenCount} times: give it once.",
            ],
            ArgumentResult { Tokens.Count: 0 } argument =>
            [
                $"{argument.Argument.Name} is missing: {argument.Argument.Description}",
            ],
            CommandResult when command.Subcommands.Count > 0 => CommandErrors(command, parsed.UnmatchedTokens),
            CommandResult => parsed.UnmatchedTokens.Select(text =>
                $"'{text}' is one argument too many: {Takes(command)}."
            ),
            _ => [error.Message],
        };
    }

    // What follows an unknown command cannot be judged.
    private static IEnumerable<string> CommandErrors(Command command, IReadOnlyList<string> unmatched)
    {
        string[] names = [.. command.Subcommands.Select(sub => sub.Name)];
        return unmatched.Count == 0
            ? [$"'{NameOf(command)}' needs a command: {Listing.Or(names)}."]
            :
            [
                $"'{unmatched[0]}' is not a command; {NameSuggestion.For(unmatched[0], names, "the commands here are")}",
            ];
    }

    private static string Takes(Command command) =>
        command.Arguments.Count == 0
            ? $"'{NameOf(command)}' takes only options"
            : $"'{NameOf(command)}' takes {string.Join(' ', command.Arguments.Select(argument => argument.Name))}";
}
