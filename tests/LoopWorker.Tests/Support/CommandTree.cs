using System.CommandLine;
using LoopWorker.Commands;

namespace LoopWorker.Tests.Support;

/// <summary>All commands below the program, each with its path: <c>cards link</c>.</summary>
internal static class CommandTree
{
    public static IEnumerable<(string Path, Command Command)> All() =>
        WorkerCommands.Create().Subcommands.SelectMany(command => Below(command, command.Name));

    public static Command Find(string path) => All().Single(entry => entry.Path == path).Command;

    private static IEnumerable<(string Path, Command Command)> Below(Command command, string path) =>
        command.Subcommands.SelectMany(sub => Below(sub, $"{path} {sub.Name}")).Prepend((path, command));
}
