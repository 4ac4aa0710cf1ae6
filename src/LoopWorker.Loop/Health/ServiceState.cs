namespace LoopWorker.Loop.Health;

/// <summary>What a service is.</summary>
public enum ServiceKind
{
    Queue,
    Table,
}

/// <summary>How a queue or the table has answered lately.</summary>
/// <param name="Kind">What it is.</param>
/// <param name="Name">Its name.</param>
/// <param name="Refusal">The latest call that it refused or did not answer; null if there was none.</param>
/// <param name="AwayFor">How long it has not been there: null if it answers, throttles included, or nobody calls it.</param>
/// <param name="Trouble">The latest trouble with it; null if there was none yet.</param>
public readonly record struct ServiceState(
    ServiceKind Kind,
    string Name,
    ServiceRefusal? Refusal = null,
    TimeSpan? AwayFor = null,
    TroubleEpisode? Trouble = null
)
{
    public override string ToString() => Kind == ServiceKind.Queue ? $"queue '{Name}'" : $"table '{Name}'";
}

/// <summary>A call that failed for a reason that may pass: throttled, in conflict, without an answer.</summary>
/// <param name="Error">The service's name for it.</param>
/// <param name="Ago">When it ended.</param>
public readonly record struct ServiceRefusal(string Error, TimeSpan Ago);
