using LoopWorker.Loop.Notifications;
using LoopWorker.Loop.Pipeline;
using LoopWorker.Loop.Pipeline.Committing;
using LoopWorker.Loop.Storage;
using LoopWorker.Queues.Pump;
using LoopWorker.Queues.Pump.Settling;
using LoopWorker.Tables.Requests;
using LoopWorker.Tables.Results;
using LoopWorker.Tables.Values;

namespace LoopWorker.Benchmarks.Scaling.Figures;

/// <summary>Counts what all replicas of a case do: in all, and in the time that is measured.</summary>
internal sealed class Recorder(TimeProvider time) : IPipelineObserver
{
    private static readonly string ContextSort = Keys.Context("").Sort;

    private readonly HashSet<string> _notifications = [];
    private WindowCounts _window = new();

    /// <summary>Events that have taken effect, since the beginning.</summary>
    public long Committed { get; private set; }

    /// <summary>Writes of contexts, since the beginning.</summary>
    public long ContextWrites { get; private set; }

    /// <summary>Messages that were settled as captures, since the beginning.</summary>
    public long Captured { get; private set; }

    /// <summary>What was counted since this was asked last.</summary>
    public WindowCounts TakeWindow()
    {
        var window = _window;
        _window = new WindowCounts();
        return window;
    }

    public void OnRead(IReadOnlyList<ItemKey> keys)
    {
        if (keys.Any(key => key.Partition.StartsWith(Keys.CardPrefix, StringComparison.Ordinal)))
            _window.CardReads++;
    }

    public TransactionResult OnTransacted(IReadOnlyList<Write> writes, TransactionResult result)
    {
        _window.Transactions++;
        if (result.Committed)
            return result;
        _window.Cancelled++;
        for (var i = 0; i < writes.Count; i++)
            Count(result.Reasons[i].Code, writes[i].Key);
        return result;
    }

    public void OnSettled(Settlement settlement, Settled how)
    {
        if (settlement is not Settlement.Complete complete || how != Settled.Completed)
        {
            _window.Returned++;
            return;
        }
        if (complete.Outcome == Outcomes.Routed)
        {
            _window.Routed++;
            return;
        }
        if (complete.Outcome == Outcomes.Captured)
            Captured++;
        _window.InHand.Add(settlement.Delivery.Lease.Age);
        _window.Ages.Add(time.GetUtcNow() - settlement.Delivery.Original.SentAt);
    }

    public void OnAttempted(CommitAttempt attempt)
    {
        ContextWrites += attempt.CommittedUsers;
        Committed += attempt.CommittedEvents;
    }

    public void OnNotified(Notification notification)
    {
        if (!_notifications.Add(notification.Id))
            _window.RepeatedNotifications++;
    }

    public void OnRenewed(int messages) => _window.Renewed += messages;

    private void Count(CancellationCode code, ItemKey key)
    {
        if (code == CancellationCode.Conflict)
            _window.Conflicts++;
        else if (code == CancellationCode.ConditionFailed && key.Sort == ContextSort)
            _window.StaleContexts++;
        else if (code == CancellationCode.ConditionFailed && IsMarker(key))
            _window.RepeatedEvents++;
    }

    private static bool IsMarker(ItemKey key) =>
        key.Partition.StartsWith(Keys.TransactionPrefix, StringComparison.Ordinal);
}
