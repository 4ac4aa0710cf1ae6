namespace LoopWorker.Configuration;

/// <summary><c>LoopWorker:Ecs</c>.</summary>
public sealed class EcsSettings
{
    /// <summary>
    /// For how long at a time ECS is asked to leave a task alone that has messages in hand, in whole minutes; off with 0. Only for a task
    /// of an ECS service; see docs/deploy/ecs.md.
    /// </summary>
    public TimeSpan TaskProtection { get; set; } = TimeSpan.Zero;
}
