namespace LoopWorker.Loop.Pipeline.Ordering;

/// <summary>Where an event goes when its turn has come.</summary>
public interface IDestination
{
    /// <summary>Messages of a group with the same route keep their order there, and need not wait for each other.</summary>
    object Route { get; }

    /// <summary>Hands the event over; false if it cannot be taken any more.</summary>
    bool TryEnter();

    /// <summary>It will not come.</summary>
    void GiveUp();
}
