using LoopWorker.Loop;
using LoopWorker.Loop.Pipeline.Routing;
using LoopWorker.Queues.Pump;

namespace LoopWorker.Engines.Withheld;

/// <summary>An engine whose queues and table, once they are open, wait where they are denied something. A start that is denied fails.</summary>
public sealed class PatientEngine(IEngine engine, WithheldPermissions permissions) : IEngine
{
    public async Task<EngineParts> OpenAsync(CancellationToken cancellation)
    {
        var parts = await engine.OpenAsync(cancellation);
        List<EventSource> sources =
        [
            .. parts.Sources.Select(source => source with { Source = OfSource(source.Source) }),
        ];
        return parts with
        {
            Table = new PatientTable(parts.Table, permissions),
            Sources = sources,
            Notifications = new PatientQueue(parts.Notifications, permissions),
            Routing = parts.Routing is { } routing ? new UserRouting(OfSource(routing.Queue), sources) : null,
        };
    }

    private Source OfSource(Source source) =>
        source with
        {
            Queue = new PatientQueue(source.Queue, permissions),
            DeadLetters = source.DeadLetters is { } deadLetters ? new PatientQueue(deadLetters, permissions) : null,
        };
}
