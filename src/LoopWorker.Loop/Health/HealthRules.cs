using System.Globalization;
using LoopWorker.Core.Progressing;

namespace LoopWorker.Loop.Health;

/// <summary>What is asked of a worker's health, and by what it is answered. Pure.</summary>
/// <param name="StallAfter">
/// How long a stage with work may stand still while nothing that it waits for explains it; longer than any call of a queue or a table.
/// </param>
public sealed record HealthRules(TimeSpan StallAfter)
{
    /// <summary>How long a queue or the table may be away before the worker is not ready.</summary>
    public static readonly TimeSpan AwayAfter = TimeSpan.FromSeconds(30);

    private static readonly ServiceKind[] Queues = [ServiceKind.Queue];
    private static readonly ServiceKind[] Table = [ServiceKind.Table];
    private static readonly ServiceKind[] Both = [ServiceKind.Queue, ServiceKind.Table];

    /// <summary>
    /// Whether every stage moves, or has nothing to do, or what it waits for explains why it stands: to end a worker that waits for a
    /// table would help nobody.
    /// </summary>
    public HealthVerdict Live(WorkerState state)
    {
        // How long that may take is the shutdown's own limit.
        if (state.Phase == WorkerPhase.Draining)
            return Ok();
        List<string> hung = [];
        List<string> waiting = [];
        foreach (var part in Combined(state.Parts).Where(part => part.Progress.Still >= StallAfter))
        {
            var standing = $"has not moved for {Seconds(part.Progress.Still)} ({part.Progress.Pending} pending)";
            if (RefusingService(part.Name, state.Services) is { Refusal: { } refusal } service)
                waiting.Add(
                    $"The stage '{part.Name}' {standing}: it waits for the {service} ({refusal.Error} {Seconds(refusal.Ago)} ago)."
                );
            else if (state.Held is { } held)
                waiting.Add($"The stage '{part.Name}' {standing}: {held}");
            else
                hung.Add($"The stage '{part.Name}' is hung: it {standing}, and nothing that it waits for explains it.");
        }
        return hung.Count > 0 ? new HealthVerdict(false, [.. hung, .. waiting]) : new HealthVerdict(true, waiting);
    }

    /// <summary>Whether it takes messages in, and queues and table are there. Who throttles is there.</summary>
    public static HealthVerdict Ready(WorkerState state)
    {
        if (state.Phase == WorkerPhase.Draining)
            return Failed("The worker is draining: it takes no more messages.");
        if (Startup(state) is { IsOk: false } starting)
            return starting;
        if (state.Held is { } held)
            return Failed($"No messages are taken in: {held}");
        List<string> away =
        [
            .. state
                .Services.Where(service => service.AwayFor >= AwayAfter)
                .Select(service =>
                    $"The {service} has not answered for {Seconds(service.AwayFor!.Value)}{LatestError(service)}."
                ),
        ];
        return away.Count > 0 ? new HealthVerdict(false, away) : Ok();
    }

    /// <summary>Whether it has begun to take messages in.</summary>
    public static HealthVerdict Startup(WorkerState state) =>
        state.Phase == WorkerPhase.Starting
            ? Failed("The worker is starting: it receives once queues and table answer and the preflight has passed.")
            : Ok();

    /// <summary>What a stage may be waiting for.</summary>
    public static IReadOnlyList<ServiceKind> WaitsFor(string stage) =>
        stage switch
        {
            "receive" or "route" or "settle" or "keep" => Queues,
            "resolve" or "park" or "commit" or "take over" or "count" or "trim" => Table,
            // Order, too: what waits there waits for other messages, wherever those are.
            _ => Both,
        };

    private ServiceState? RefusingService(string stage, IReadOnlyList<ServiceState> services)
    {
        ServiceState? latest = null;
        foreach (var service in services)
        {
            if (service.Refusal is { } refusal && refusal.Ago < StallAfter && WaitsFor(stage).Contains(service.Kind))
                latest = latest?.Refusal is { } other && other.Ago <= refusal.Ago ? latest : service;
        }
        return latest;
    }

    private static IEnumerable<PartState> Combined(IReadOnlyList<PartState> parts) =>
        parts
            .GroupBy(part => part.Name)
            .Select(group => new PartState(group.Key, Progress.Of([.. group], static part => part.Progress)));

    private static string LatestError(ServiceState service) =>
        service.Refusal is { } refusal ? $" ({refusal.Error})" : "";

    private static string Seconds(TimeSpan time) =>
        string.Create(CultureInfo.InvariantCulture, $"{Math.Floor(time.TotalSeconds)} s");

    private static HealthVerdict Ok() => new(true, []);

    private static HealthVerdict Failed(string reason) => new(false, [reason]);
}
