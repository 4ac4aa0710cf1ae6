using LoopWorker.Configuration;
using LoopWorker.Provisioning;
using LoopWorker.Queues;
using LoopWorker.Tables.DynamoDb.Provisioning;
using Microsoft.Extensions.Configuration;

namespace LoopWorker.Tests.Support;

/// <summary>Settings as they are when nothing is set.</summary>
internal static class Settings
{
    public static LoopWorkerSettings Default() => SettingsLoading.Load(new ConfigurationBuilder().Build());

    /// <summary>The same with routing by user.</summary>
    public static LoopWorkerSettings Routed()
    {
        var settings = Default();
        settings.Routing.Queue = "routing.fifo";
        return settings;
    }
}

/// <summary>Queues and tables that are there.</summary>
internal static class FoundState
{
    /// <summary>All that a blueprint names, as it asks for it.</summary>
    public static Found Of(Blueprint wanted) =>
        new(
            new TableDescription(
                wanted.Table.Name,
                "ACTIVE",
                [new KeyDescription("pk", "HASH", "S"), new KeyDescription("sk", "RANGE", "S")],
                [
                    .. wanted.Table.Indexes.Select(index => new IndexDescription(
                        index.Name,
                        "ACTIVE",
                        [new KeyDescription(index.HashAttribute, "HASH", "S")],
                        "INCLUDE",
                        [.. index.Included]
                    )),
                ],
                wanted.Table.TimeToLiveAttribute,
                PointInTimeRecovery: true,
                "PAY_PER_REQUEST"
            ),
            wanted.Queues.ToDictionary(queue => queue.Name)
        );

    /// <summary>The same without one queue.</summary>
    public static Found Without(Found found, string queue) =>
        found with
        {
            Queues = found.Queues.Where(there => there.Key != queue).ToDictionary(),
        };

    /// <summary>The same with one queue otherwise.</summary>
    public static Found With(Found found, QueueDefinition queue) =>
        found with
        {
            Queues = new Dictionary<string, QueueDefinition>(found.Queues) { [queue.Name] = queue },
        };
}
