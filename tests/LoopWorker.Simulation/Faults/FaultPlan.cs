namespace LoopWorker.Simulation.Faults;

/// <summary>What goes wrong in a run, and when.</summary>
internal sealed record PlannedFault(FaultKind Kind, TimeSpan At, int Replica, TimeSpan Lasts);

internal enum FaultKind
{
    Crash,
    Freeze,
    Stop,
    Throttles,
    Slowness,
    TableAway,
    QueuesAway,

    /// <summary>The queue of notifications does not answer, for longer than receives would last.</summary>
    NotificationsAway,

    /// <summary>Something that a worker does all the time is not allowed to it.</summary>
    PermissionLost,

    /// <summary>One user's partition takes hardly any writes.</summary>
    HotPartition,

    /// <summary>An operator replays the dead letters.</summary>
    Replay,
}

/// <summary>Draws the faults of a run. Pure but for the random source.</summary>
internal static class FaultPlan
{
    private static readonly (FaultKind Kind, int LongestSeconds)[] Kinds =
    [
        (FaultKind.Crash, 3),
        (FaultKind.Crash, 3),
        (FaultKind.Crash, 10),
        (FaultKind.Freeze, 30),
        (FaultKind.Stop, 3),
        (FaultKind.Throttles, 8),
        (FaultKind.Slowness, 6),
        (FaultKind.TableAway, 15),
        (FaultKind.QueuesAway, 6),
        (FaultKind.Replay, 0),
        (FaultKind.HotPartition, 10),
        (FaultKind.NotificationsAway, 40),
        (FaultKind.PermissionLost, 30),
    ];

    /// <summary>So many faults over a span of time, each kind among them.</summary>
    public static List<PlannedFault> Draw(Random random, int faults, int replicas, TimeSpan span) =>
        [
            .. Enumerable
                .Range(0, faults)
                .Select(i =>
                {
                    var (kind, longest) = Kinds[i % Kinds.Length];
                    return new PlannedFault(
                        kind,
                        span * random.NextDouble(),
                        random.Next(replicas),
                        TimeSpan.FromSeconds(longest) * random.NextDouble()
                    );
                })
                .OrderBy(fault => fault.At),
        ];
}
