namespace LoopWorker.Ecs;

/// <summary>What a task knows of its protection. All times are on one clock that only goes forward.</summary>
/// <param name="InHandAt">When messages were last in hand.</param>
/// <param name="LeasedAt">When the lease was asked for that is known to run; null if none is.</param>
/// <param name="MayLastUntil">
/// Until when the task may be protected at the most: a call without an answer may have been carried out all the same.
/// </param>
/// <param name="Failures">Calls that have failed since the last that succeeded.</param>
/// <param name="NotBefore">No call is made before.</param>
/// <param name="Spread">
/// Chance, from 0 up to 1, drawn with each answer: it keeps the tasks of a service from calling together.
/// </param>
public readonly record struct ProtectionState(
    TimeSpan InHandAt,
    TimeSpan? LeasedAt,
    TimeSpan MayLastUntil,
    int Failures,
    TimeSpan NotBefore,
    double Spread
);

/// <summary>What ECS is to be asked now.</summary>
public enum ProtectionStep
{
    /// <summary>Nothing.</summary>
    Leave,

    /// <summary>To protect the task, which is not known to be protected.</summary>
    Protect,

    /// <summary>To protect it for longer.</summary>
    Renew,

    /// <summary>To protect it no more.</summary>
    Release,
}
