using LoopWorker.Queues;

namespace LoopWorker.Loop.Pipeline.Notifying;

/// <summary>Sends notifications side by side, and notes in the markers which were sent.</summary>
/// <param name="queue">Where they go.</param>
/// <param name="marks">Where it is noted.</param>
/// <param name="senders">Calls under way at most.</param>
/// <param name="observer">Told of those that were sent.</param>
internal sealed class NotificationRound(
    NotificationQueue queue,
    NotifiedMarks marks,
    int senders,
    IPipelineObserver observer
)
{
    /// <summary>Sends what events owe. What became of it they know themselves.</summary>
    /// <returns>Why it could not be noted; null if it is.</returns>
    public async Task<NotificationFailure?> SendAsync(IReadOnlyList<WaitingEvent> events)
    {
        await Task.WhenAll(InLanes(events).Select(SendInOrderAsync));
        return await marks.WriteAsync([.. events.Select(entry => entry.Owed).Where(owed => owed.IsAnySent)]);
    }

    private async Task SendInOrderAsync(IReadOnlyList<OwedNotification> lane)
    {
        NotificationFailure? away = null;
        foreach (var batch in lane.Chunk(QueueLimits.BatchEntries))
        {
            // What follows what was not accepted must not come before it.
            var failures = away is null ? await queue.SendAsync(batch) : [.. batch.Select(_ => away)];
            for (var i = 0; i < batch.Length; i++)
                Note(batch[i], failures[i]);
            away ??= failures.FirstOrDefault(failure => failure is { ConcernsAll: true });
        }
    }

    private void Note(OwedNotification entry, NotificationFailure? failure)
    {
        if (failure is not null)
        {
            entry.Owed.Fail(failure);
            return;
        }
        entry.Owed.Sent(entry.Notification.Kind);
        observer.OnNotified(entry.Notification);
    }

    // In as few calls as they need, side by side: what concerns one user goes in one lane, in order. Those with the most come first, so
    // that the others fill the gaps.
    private List<List<OwedNotification>> InLanes(IReadOnlyList<WaitingEvent> events)
    {
        var lanes = new List<List<OwedNotification>>(senders);
        var users = events
            .GroupBy(entry => entry.Owed.UserPubkey, (_, ofUser) => ofUser.SelectMany(entry => entry.Each()).ToList())
            .OrderByDescending(notifications => notifications.Count);
        foreach (var notifications in users)
            LaneFor(notifications.Count, lanes).AddRange(notifications);
        return lanes;
    }

    private List<OwedNotification> LaneFor(int notifications, List<List<OwedNotification>> lanes)
    {
        if (lanes.Find(lane => lane.Count + notifications <= QueueLimits.BatchEntries) is { } withRoom)
            return withRoom;
        if (lanes.Count == senders)
            return lanes.MinBy(lane => lane.Count)!;
        lanes.Add([]);
        return lanes[^1];
    }
}
