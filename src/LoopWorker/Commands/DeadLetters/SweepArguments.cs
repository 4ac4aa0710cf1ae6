using System.CommandLine;
using LoopWorker.Commands.Arguments;
using LoopWorker.Operations.DeadLetters.Sweeping;
using LoopWorker.Queues;

namespace LoopWorker.Commands.DeadLetters;

/// <summary>How queues are gone through.</summary>
internal static class SweepArguments
{
    private const int Shortest = 5;
    private static readonly int Longest = (int)QueueLimits.MaximumVisibilityTimeout.TotalSeconds;

    public static Option<int> VisibilityTimeout() =>
        CheckedOptions.Whole(
            "--visibility-timeout",
            (Shortest, Longest),
            60,
            $"For how many seconds, {Shortest} to {Longest}, letters stay hidden from others if this command is killed; renewed while it runs.",
            "seconds"
        );

    public static SweepOptions Read(ParseResult parsed, Option<int> visibilityTimeout) =>
        new() { VisibilityTimeout = TimeSpan.FromSeconds(parsed.GetValue(visibilityTimeout)) };
}
