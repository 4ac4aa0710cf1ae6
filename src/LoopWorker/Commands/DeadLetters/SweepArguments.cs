using System.CommandLine;
using LoopWorker.Commands.Arguments;
using LoopWorker.Operations.DeadLetters.Sweeping;
using LoopWorker.Queues;

namespace LoopWorker.Commands.DeadLetters;

/// <summary>How queues are gone through.</summary>
internal static class SweepArguments
{
    public static Option<int> VisibilityTimeout() =>
        CheckedOptions.Whole(
            "--visibility-timeout",
            (5, (int)QueueLimits.MaximumVisibilityTimeout.TotalSeconds),
            60,
            "How long letters are hidden from others if this command is killed; renewed while it runs.",
            "seconds"
        );

    public static SweepOptions Read(ParseResult parsed, Option<int> visibilityTimeout) =>
        new() { VisibilityTimeout = TimeSpan.FromSeconds(parsed.GetValue(visibilityTimeout)) };
}
