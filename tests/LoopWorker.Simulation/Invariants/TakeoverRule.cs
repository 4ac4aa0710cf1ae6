using LoopWorker.Loop.Notifications;
using LoopWorker.Loop.Storage;
using LoopWorker.Queues.Messages;
using LoopWorker.Tables.Requests;
using LoopWorker.Tables.Values;

namespace LoopWorker.Simulation.Invariants;

/// <summary>
/// What a marker owes is sent by the replica that wrote it. Another sends it only when the marker is old, by its own clock or
/// by the common one, or when it must not let a message go.
/// </summary>
internal sealed class TakeoverRule(Deliveries deliveries, int maxReceiveCount, Func<TimeSpan> now, Action<string> fail)
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(15);

    private readonly Dictionary<string, Debt> _debts = [];

    /// <summary>All of the writes have taken place at once.</summary>
    public void OnCommitted(string replica, IReadOnlyList<Write> writes)
    {
        foreach (var item in writes.OfType<Put>().Select(put => put.Item))
            if (item.Key.Sort == "PROCESSED" && item[Attributes.Owed]?.AsString is { } kinds)
                foreach (var kind in kinds.Split(','))
                    _debts[Notification.IdOf(kind, item.Key.Partition[(item.Key.Partition.IndexOf('#') + 1)..])] = new(
                        replica,
                        item.Key,
                        DateTimeOffset.FromUnixTimeSeconds(item[Attributes.ProcessedAt]!.AsInt64!.Value),
                        now()
                    );
    }

    /// <summary>A replica begins to send notifications.</summary>
    /// <param name="replica">The replica.</param>
    /// <param name="itsTime">By its own clock.</param>
    /// <param name="messages">The notifications.</param>
    public void OnSending(string replica, DateTimeOffset itsTime, IReadOnlyList<OutgoingMessage> messages)
    {
        foreach (var id in messages.Select(message => Notifications.IdOf(message.Body)))
            if (
                _debts.GetValueOrDefault(id) is { } debt
                && debt.Replica != replica
                && itsTime - debt.WrittenAt < Patience
                && now() - debt.At < Patience
                && !deliveries.IsGiven(replica, debt.Marker, maxReceiveCount)
            )
                fail($"{replica} sends {id} only {now() - debt.At} after {debt.Replica} has committed.");
    }

    /// <param name="Replica">Who wrote the marker.</param>
    /// <param name="Marker">Its key.</param>
    /// <param name="WrittenAt">When, as the marker says.</param>
    /// <param name="At">When, by the common clock.</param>
    private sealed record Debt(string Replica, ItemKey Marker, DateTimeOffset WrittenAt, TimeSpan At);
}
