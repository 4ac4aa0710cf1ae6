using System.CommandLine;
using System.Runtime.CompilerServices;

namespace LoopWorker.Commands.Help;

/// <summary>Examples of a command, for its help. A command itself has no place for them.</summary>
public static class CommandExamples
{
    private static readonly ConditionalWeakTable<Command, IReadOnlyList<string>> Declared = [];

    /// <summary>Ends the command's help with lines that can be pasted into a shell.</summary>
    /// <param name="command">A command that does something, not one that only has commands below it.</param>
    /// <param name="examples">One to three whole lines, each beginning with <c>loopworker</c>; files named in them are in the repository.</param>
    /// <returns>The same command.</returns>
    public static TCommand WithExamples<TCommand>(this TCommand command, params string[] examples)
        where TCommand : Command
    {
        Declared.AddOrUpdate(command, examples);
        return command;
    }

    /// <summary>None if none were given.</summary>
    public static IReadOnlyList<string> Of(Command command) =>
        Declared.TryGetValue(command, out var found) ? found : [];
}
