namespace LoopWorker.Simulation.Faults;

/// <summary>How calls fare: always a little trouble, and storms while they last.</summary>
internal sealed class Weather(Random random)
{
    // A client gives up a call that takes longer; what it asked for may take effect later still.
    private const int LongestSpike = 4_000;

    /// <summary>No trouble from now on.</summary>
    public bool IsCalm { get; set; }

    /// <summary>Half of the table's calls are throttled.</summary>
    public bool Throttles { get; set; }

    /// <summary>Calls take a hundred times as long.</summary>
    public bool IsSlow { get; set; }

    /// <summary>The table does not answer.</summary>
    public bool TableIsAway { get; set; }

    /// <summary>The queues do not answer.</summary>
    public bool QueuesAreAway { get; set; }

    /// <summary>The queue of notifications does not answer.</summary>
    public bool NotificationsAreAway { get; set; }

    /// <summary>What a replica is told whose call is denied.</summary>
    public const string Denial = "Not allowed, says the simulation.";

    /// <summary>The call that is denied, with its queue or without; null for none.</summary>
    public string? Denied { get; set; }

    /// <summary>A partition that is over its throughput.</summary>
    public string? HotPartition { get; set; }

    public TimeSpan Latency()
    {
        var milliseconds = random.Next(1, 8);
        if (IsSlow)
            milliseconds *= 100;
        if (!IsCalm && random.Next(200) == 0)
            milliseconds = random.Next(LongestSpike);
        return TimeSpan.FromMilliseconds(milliseconds);
    }

    public Fate Draw(string operation, Target target)
    {
        if (IsCalm)
            return Fate.Done;
        if (Denied is { } denied && operation.StartsWith(denied, StringComparison.Ordinal))
            return Fate.Denied;
        var isAway = target switch
        {
            Target.Table => TableIsAway,
            Target.Notifications => QueuesAreAway || NotificationsAreAway,
            _ => QueuesAreAway,
        };
        if (isAway)
            return random.Next(4) == 0 ? Fate.AnswerLost : Fate.Refused;
        if (target == Target.Table && Throttles && random.Next(2) == 0)
            return Fate.Refused;
        return random.Next(1_000) switch
        {
            < 10 => Fate.Refused,
            < 20 => Fate.AnswerLost,
            < 25 => Fate.DoneLate,
            < 45 => Fate.Partly,
            _ => Fate.Done,
        };
    }
}

/// <summary>What a call is made to.</summary>
internal enum Target
{
    Table,
    Queues,
    Notifications,
}

/// <summary>What becomes of a call.</summary>
internal enum Fate
{
    Done,

    /// <summary>It does not take effect, and the caller is told.</summary>
    Refused,

    /// <summary>The same, but what the caller is told is that it is not allowed to.</summary>
    Denied,

    /// <summary>It takes effect, and the caller is told that there was no answer.</summary>
    AnswerLost,

    /// <summary>The caller is told that there was no answer, and it takes effect after that.</summary>
    DoneLate,

    /// <summary>Some entries of a batch fail; some writes of a transaction meet an obstacle.</summary>
    Partly,
}
