using System.CommandLine;

namespace LoopWorker.Commands.Events;

/// <summary><c>loopworker event</c></summary>
public static class EventCommand
{
    public static Command Create() => new("event", "Show what has become of an event.") { ShowCommand.Create() };
}
