using LoopWorker.Queues;

namespace LoopWorker.Configuration;

/// <summary>What must hold between the names of the queues. Pure.</summary>
internal static class QueueNameRules
{
    private const string RoutingPath = "Routing";

    public static IEnumerable<string> Errors(LoopWorkerSettings settings)
    {
        var sources = settings.Queues.Sources.Select((source, index) => ($"Queues:Sources:{index}", source));
        List<(string Path, SourceSettings Queue)> received =
        [
            .. settings.Routing.AsSource() is { } routing ? sources.Append((RoutingPath, routing)) : sources,
        ];
        return
        [
            .. received.Where(entry => entry.Path == RoutingPath).SelectMany(entry => RoutingErrors(entry.Queue)),
            .. received.SelectMany(entry => DeadLetterErrors(entry.Path, entry.Queue)),
            .. RoleErrors(settings.Queues.Notifications, received),
        ];
    }

    private static IEnumerable<string> RoutingErrors(SourceSettings routing)
    {
        if (!QueueDefinition.IsFifoName(routing.Queue))
            yield return $"Routing:Queue is '{routing.Queue}': it must be a FIFO queue, with '.fifo' at the end.";
    }

    private static IEnumerable<string> DeadLetterErrors(string path, SourceSettings received)
    {
        var name = received.DeadLetterQueueName();
        var isFifo = QueueDefinition.IsFifoName(received.Queue);
        if (isFifo != QueueDefinition.IsFifoName(name))
            yield return $"{path}:DeadLetterQueue is '{name}': it must be of the same kind as '{received.Queue}', {(isFifo ? "with" : "without")} '.fifo' at the end.";
        // One that is given has its own limit, and so has the queue it is derived from.
        var isDerived = received.DeadLetterQueue is null && received.Queue.Length <= SettingLimits.LongestQueueName;
        if (isDerived && name.Length > SettingLimits.LongestQueueName)
            yield return $"{path}:DeadLetterQueue is absent, and '{name}', which stands for it, has {name.Length} characters: set it to a name of at most {SettingLimits.LongestQueueName}.";
    }

    // Messages of two kinds in one queue would be taken for each other. Only dead letters may share one.
    private static IEnumerable<string> RoleErrors(
        string notifications,
        IReadOnlyList<(string Path, SourceSettings Queue)> received
    )
    {
        var roles = received.Select(entry => (Path: $"{entry.Path}:Queue", Name: entry.Queue.Queue)).ToList();
        roles.Insert(0, ("Queues:Notifications", notifications));
        var deadLetters = received.Select(entry =>
            (Path: $"{entry.Path}:DeadLetterQueue", Name: entry.Queue.DeadLetterQueueName())
        );
        foreach (var (index, (path, name)) in roles.Index())
            if (roles.Take(index).FirstOrDefault(other => other.Name == name) is { Path: { } other })
                yield return SameName(path, name, other);
        foreach (var (path, name) in deadLetters)
            if (roles.FirstOrDefault(other => other.Name == name) is { Path: { } other })
                yield return SameName(path, name, other);
    }

    private static string SameName(string path, string name, string other) =>
        $"{path} is '{name}', and so is {other}: name another queue.";
}
