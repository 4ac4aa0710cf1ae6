namespace LoopWorker.Demo;

/// <summary>What the demo makes.</summary>
/// <param name="Events">Messages to send, repeats included.</param>
/// <param name="Users">Users they concern.</param>
/// <param name="Duplicates">The share that repeats an earlier message, 0 to 1.</param>
/// <param name="Unknown">The share of purchases by an unlinked card, 0 to 1.</param>
/// <param name="Bad">The share that cannot be read, 0 to 1.</param>
/// <param name="Conflicts">The share that says something else under an id that was used, 0 to 1.</param>
/// <param name="Seed">The same seed makes the same messages.</param>
/// <param name="Backlog">Messages sent ahead of the worker at most.</param>
public sealed record DemoOptions(
    int Events,
    int Users,
    double Duplicates,
    double Unknown,
    double Bad,
    double Conflicts,
    int Seed,
    int Backlog
);
