using System.Collections.Immutable;

namespace LoopWorker.Core.Telemetry;

/// <summary>Where the buckets of histograms end.</summary>
internal static class Boundaries
{
    /// <summary>
    /// Seconds of calls. Finer and longer than those of the conventions: an embedded table answers in microseconds, a poll waits for 20 s.
    /// </summary>
    public static readonly ImmutableArray<double> CallSeconds =
    [
        0.001,
        0.005,
        0.01,
        0.025,
        0.05,
        0.1,
        0.25,
        0.5,
        1,
        2.5,
        5,
        10,
        20,
        30,
    ];

    /// <summary>Seconds of messages, which may wait for hours.</summary>
    public static readonly ImmutableArray<double> AgeSeconds =
    [
        0.05,
        0.1,
        0.25,
        0.5,
        1,
        2.5,
        5,
        10,
        30,
        60,
        120,
        300,
        600,
        1_800,
        3_600,
        21_600,
    ];

    /// <summary>Numbers of events and users: 100 writes are a transaction, 48 users.</summary>
    public static readonly ImmutableArray<double> Counts = [1, 2, 3, 5, 8, 12, 16, 24, 32, 48, 64, 100, 200, 500];
}
