namespace LoopWorker.Queues.Pump.Groups;

/// <summary>By what a message goes on when its turn comes. One of the two is called, once; neither may wait.</summary>
public interface IPassage
{
    /// <summary>What keeps the order of those that go the same way.</summary>
    object Way { get; }

    /// <summary>Goes on; false if it cannot any more.</summary>
    bool TryEnter();

    /// <summary>It will not go on: what was kept for it is free.</summary>
    void GiveUp();
}
