using LoopWorker.Loop.Pipeline.Lanes;
using LoopWorker.Loop.Pipeline.Notifying;
using LoopWorker.Messages.Failures;
using LoopWorker.Queues.Pump;
using LoopWorker.Queues.Pump.Settling;

namespace LoopWorker.Loop.Pipeline;

/// <summary>
/// What a stage makes of an event: it is passed on, or its delivery ends. Where each leads is said in one place,
/// <see cref="EventPipeline"/>.
/// </summary>
public abstract record StageResult
{
    /// <summary>The message is an event.</summary>
    public sealed record Read(ReceivedEvent Event) : StageResult;

    /// <summary>Whose event it is, and the lane that is reserved for it.</summary>
    public sealed record Resolved(ReceivedEvent Event, UserLane Lane) : StageResult;

    /// <summary>Whose event it is, and that it is to go to the routing queue first.</summary>
    public sealed record ToRoute(ReceivedEvent Event, string User) : StageResult;

    /// <summary>A purchase whose card is linked to no user.</summary>
    public sealed record Unmatched(ReceivedEvent Event) : StageResult;

    /// <summary>Such a purchase, which is to be kept until its card is linked.</summary>
    public sealed record ToPark(ReceivedEvent Event) : StageResult;

    /// <summary>Such a purchase, whose card was linked while it was to be parked.</summary>
    public sealed record Matched(ReceivedEvent Event, string User) : StageResult;

    /// <summary>An event that has taken effect, and of which the user is to be notified.</summary>
    public sealed record Owing(OwedNotifications Notifications) : StageResult;

    /// <summary>The same, if it is a capture, when it is counted for its merchant.</summary>
    public sealed record Counted(OwedNotifications Notifications) : StageResult;

    /// <summary>An event that has taken effect and owes something, found in a marker that another delivery left: whoever wrote it may be about to notify.</summary>
    public sealed record OwedByAnother(OwedNotifications Notifications) : StageResult;

    /// <summary>Captures have fallen out of a user's ring.</summary>
    /// <param name="Lane">The user's.</param>
    /// <param name="Keys">The seconds in the keys of the captures.</param>
    public sealed record Overflowing(UserLane Lane, IReadOnlyList<long> Keys) : StageResult;

    /// <summary>A delivery ends.</summary>
    public sealed record Ended(Settlement Settlement) : StageResult;

    /// <summary>A delivery ends because its event has taken effect, or is to have none.</summary>
    /// <param name="delivery">The delivery.</param>
    /// <param name="outcome">One of <see cref="Outcomes"/>.</param>
    public static StageResult Completed(Delivery delivery, string outcome) =>
        new Ended(new Settlement.Complete(delivery, outcome));

    /// <summary>A delivery ends because its event had taken effect before.</summary>
    /// <param name="delivery">The delivery.</param>
    /// <param name="kind">One of <see cref="Duplicates.DuplicateKinds"/>.</param>
    public static StageResult Duplicate(Delivery delivery, string kind) =>
        new Ended(new Settlement.Complete(delivery, Outcomes.Duplicate, kind));

    /// <summary>A delivery ends for now: it failed, and may succeed later.</summary>
    /// <param name="delivery">The delivery.</param>
    /// <param name="code">One of <see cref="Failures.RetryReasons"/>.</param>
    /// <param name="reason">A sentence.</param>
    public static StageResult ToRetry(Delivery delivery, string code, string reason) =>
        new Ended(new Settlement.Retry(delivery, code, reason));

    /// <summary>A delivery ends for now: nothing was begun for it.</summary>
    public static StageResult Released(Delivery delivery) => new Ended(new Settlement.Release(delivery));

    /// <summary>A delivery ends in the dead-letter queue.</summary>
    /// <param name="delivery">The delivery.</param>
    /// <param name="code">One of <see cref="FailureCodes"/>.</param>
    /// <param name="detail">What is wrong and how to put it right, for people.</param>
    public static StageResult Rejected(Delivery delivery, string code, string detail) =>
        new Ended(new Settlement.Reject(delivery, code, detail));
}

/// <summary>Takes a result over, and waits while the stage it leads to has no room.</summary>
public delegate ValueTask ResultRoute(StageResult result);
