namespace LoopWorker.Queues.Pump.Groups;

/// <summary>What a message that asks <see cref="MessageGroups"/> is told.</summary>
public enum Turn
{
    /// <summary>It goes on now.</summary>
    Go,

    /// <summary>It waits until its turn comes, when an earlier message leaves.</summary>
    Wait,

    /// <summary>It is to be given back: an earlier message of its group was, or nothing goes on any more.</summary>
    Refused,
}
