using LoopWorker.Configuration;
using LoopWorker.Engines;
using LoopWorker.Loop;

namespace LoopWorker.Hosting;

/// <summary>The stages of routing that a worker does. They differ only in the queues it receives from.</summary>
public sealed record WorkerStages
{
    private WorkerStages(string name, bool routes, bool applies) => (Name, Routes, Applies) = (name, routes, applies);

    /// <summary>What a worker does unless told otherwise, with or without a routing queue.</summary>
    public static WorkerStages All { get; } = new("all", routes: true, applies: true);

    /// <summary>From the sources to the routing queue.</summary>
    public static WorkerStages Route { get; } = new("route", routes: true, applies: false);

    /// <summary>From the routing queue to the effect.</summary>
    public static WorkerStages Apply { get; } = new("apply", routes: false, applies: true);

    /// <summary>Every choice.</summary>
    public static IReadOnlyList<WorkerStages> Choices { get; } = [All, Route, Apply];

    /// <summary>On the command line.</summary>
    public string Name { get; }

    private bool Routes { get; }

    private bool Applies { get; }

    /// <summary>The queues that a worker receives from.</summary>
    public IReadOnlyList<EventSource> ReceivedFrom(EngineParts parts) =>
        [
            .. Routes ? parts.Sources : [],
            .. Applies && parts.Routing is { } routing
                ? [new EventSource(routing.Queue, DefaultType: null)]
                : Array.Empty<EventSource>(),
        ];

    /// <summary>The names of the queues that a worker receives from, in the order in which messages pass them.</summary>
    public IReadOnlyList<string> QueueNames(LoopWorkerSettings settings) =>
        [
            .. Routes ? settings.Queues.Sources.Select(source => source.Queue) : [],
            .. Applies && settings.Routing.Queue is { } routing ? [routing] : Array.Empty<string>(),
        ];

    /// <exception cref="SettingsException">If there is one stage to do and no routing.</exception>
    public void Require(LoopWorkerSettings settings)
    {
        if (this != All && settings.Routing.Queue is null)
            throw new SettingsException([
                $"Routing:Queue is not set: '--stage {Name}' needs a routing queue. Name one, or leave the option out.",
            ]);
    }
}
