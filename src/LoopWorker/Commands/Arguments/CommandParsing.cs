using System.CommandLine;

namespace LoopWorker.Commands.Arguments;

/// <summary>Reads a command line.</summary>
public static class CommandParsing
{
    // A name with an @ in front is a name: there are no response files.
    private static readonly ParserConfiguration Configuration = new() { ResponseFileTokenReplacer = null };

    /// <summary>Reads it; what is wrong with it, <see cref="UsageErrors"/> tells.</summary>
    public static ParseResult Parse(RootCommand root, IReadOnlyList<string> arguments) =>
        root.Parse(WithHelpOption(root, arguments), Configuration);

    // 'help demo' and 'cards help link' are read as 'demo --help' and 'cards link --help'.
    private static IReadOnlyList<string> WithHelpOption(Command root, IReadOnlyList<string> arguments)
    {
        var command = root;
        foreach (var (index, argument) in arguments.Index())
        {
            if (command.Subcommands.Count > 0 && argument == "help")
                return HelpOf(command, arguments.Take(index), [.. arguments.Skip(index + 1)]);
            if (Subcommand(command, argument) is not { } next)
                break;
            command = next;
        }
        return arguments;
    }

    // Without the option, an unknown command is an error.
    private static IReadOnlyList<string> HelpOf(Command command, IEnumerable<string> before, string[] after) =>
        after is [var name, ..] && Subcommand(command, name) is null
            ? [.. before, .. after]
            : [.. before, .. after, "--help"];

    private static Command? Subcommand(Command command, string name) =>
        command.Subcommands.FirstOrDefault(sub => sub.Name == name);
}
