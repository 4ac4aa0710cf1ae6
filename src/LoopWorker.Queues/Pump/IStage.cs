using LoopWorker.Core.Progressing;

namespace LoopWorker.Queues.Pump;

/// <summary>A part of the worker of which can be told whether it moves.</summary>
public interface IMovingPart
{
    /// <summary>A word or two by which operators know it.</summary>
    string Name { get; }

    /// <summary>What it has taken over and not dealt with. May be asked at any time, by anyone, and never waits.</summary>
    Progress Progress { get; }
}

/// <summary>A stage that messages in hand pass. Stages run side by side and are drained one after another.</summary>
public interface IStage : IMovingPart
{
    /// <summary>
    /// Works until <see cref="Complete"/> was called and everything that was taken over is dealt with. It throws what makes
    /// further work pointless; the worker ends then.
    /// </summary>
    Task RunAsync();

    /// <summary>
    /// The worker is to stop: begins nothing more. Hands over what it has not begun, in order; what it is just looking at it
    /// gives back by itself.
    /// </summary>
    IReadOnlyList<Delivery> GiveBack() => [];

    /// <summary>Nothing more will come: all stages before it have ended.</summary>
    void Complete();
}
