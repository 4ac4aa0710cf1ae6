using System.CommandLine;

namespace LoopWorker.Commands.Users;

/// <summary><c>loopworker user</c></summary>
public static class UserCommand
{
    public static Command Create() =>
        new("user", "Show, export and erase what is stored about a user.")
        {
            ShowCommand.Create(),
            ExportCommand.Create(),
            EraseCommand.Create(),
        };
}
