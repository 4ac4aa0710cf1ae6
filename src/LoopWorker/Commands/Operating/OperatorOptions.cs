using System.CommandLine;

namespace LoopWorker.Commands.Operating;

/// <summary>Options that several commands of operators have.</summary>
internal static class OperatorOptions
{
    public static Option<bool> DeadLetters() =>
        new("--dead-letters") { Description = "Also look among the dead letters of all queues. None is taken out." };

    public static Option<bool> DryRun() =>
        new("--dry-run") { Description = "Only tell what would be done; nothing is written." };

    public static Option<bool> Full() =>
        new("--full") { Description = "Show full fingerprints, not only the beginning." };
}
