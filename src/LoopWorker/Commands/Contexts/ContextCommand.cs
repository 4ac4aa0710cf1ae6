using System.CommandLine;

namespace LoopWorker.Commands.Contexts;

/// <summary><c>loopworker context</c></summary>
public static class ContextCommand
{
    public static Command Create() => new("context", "Change what a user wants.") { PatchCommand.Create() };
}
