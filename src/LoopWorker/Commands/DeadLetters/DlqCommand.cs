using System.CommandLine;
using LoopWorker.Commands.Completion;

namespace LoopWorker.Commands.DeadLetters;

/// <summary><c>loopworker dlq</c></summary>
public static class DlqCommand
{
    public static Command Create() =>
        new("dlq", "Look at dead letters, replay them, export them, delete them.")
        {
            ListCommand.Create(),
            PeekCommand.Create(),
            ExportCommand.Create(),
            ReplayCommand.Create(),
            PurgeCommand.Create(),
            HistoryCommand.Create(),
        };

    internal static Option<bool> Json() => new("--json") { Description = "Print one JSON object." };

    internal static Option<string?> Queue(
        string description = "The dead-letter queue, or its source. Needed where the settings have several."
    ) =>
        new Option<string?>("--queue") { Description = description, HelpName = "name" }.CompletedBySettings(settings =>
            settings.ReceivedQueues().Select(source => source.DeadLetterQueueName()).Distinct(StringComparer.Ordinal)
        );
}
