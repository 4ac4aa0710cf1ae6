using LoopWorker.Core;
using LoopWorker.Loop.Events;
using LoopWorker.Loop.Pipeline.Committing;
using LoopWorker.Loop.Storage;
using LoopWorker.Messages;
using LoopWorker.Queues;
using LoopWorker.Tables;
using LoopWorker.Tables.Conditions;
using LoopWorker.Tables.Requests;
using LoopWorker.Tables.Results;
using LoopWorker.Tables.Values;

namespace LoopWorker.Loop.Pipeline.Parking;

/// <summary>
/// Keeps a purchase until its card is linked, in one transaction that succeeds only while the card is linked to no user:
/// whoever links it later finds the purchase, and whoever has linked it meanwhile is told of here.
/// </summary>
public sealed class PurchaseParking(ITable table, TimeSpan lifetime, Randomness randomness, TimeProvider time)
{
    // Each round finds another item than the one before: someone parks the same purchase at the same time.
    private const int Rounds = 4;

    /// <exception cref="TableException">If the table refuses; the purchase may be parked all the same.</exception>
    public async Task<ParkingOutcome> ParkAsync(ReceivedEvent purchase)
    {
        var fingerprint = ((CardEvent)purchase.Event).CardFingerprint;
        var isLinkedToNoOne = new Check(Keys.Card(fingerprint), Condition.NoItem);
        Item? earlier = null;
        for (var round = 1; round <= Rounds; round++)
        {
            var put = Put(purchase, fingerprint, earlier);
            if (put.Item.Size > TableLimits.ItemBytes)
                return new ParkingOutcome.TooLarge(put.Item.Size);
            var (reasons, obstacle) = await TryAsync([put, isLinkedToNoOne]);
            if (obstacle is not null)
                return new ParkingOutcome.Busy(obstacle);
            if (reasons.Count == 0)
                return IsOfAnotherMessage(earlier, purchase)
                    ? new ParkingOutcome.Repeated()
                    : new ParkingOutcome.Parked();
            if (reasons[1] is { Code: CancellationCode.ConditionFailed, Stored: { } card })
                return new ParkingOutcome.Linked(CardItems.UserOf(card));
            earlier = reasons[0].Stored;
            if (earlier is not null && !IsSame(earlier, purchase))
                return new ParkingOutcome.Conflicting();
        }
        return new ParkingOutcome.Busy("The purchase was parked by others at the same time.");
    }

    // What is there already stays as it is, under a new parking id: a link that has sent it back must not delete it now.
    private Put Put(ReceivedEvent purchase, string fingerprint, Item? earlier)
    {
        if (earlier is not null)
            return new Put(
                earlier.With(Attributes.ParkingId, randomness.NextId()),
                Condition.Equal(Attributes.ParkingId, earlier[Attributes.ParkingId]!)
            );
        var now = time.GetUtcNow().ToUnixTimeSeconds();
        var message = purchase.Delivery.Message;
        var queue = purchase.Delivery.Source.Queue.Name;
        var parked = new ParkedPurchase(
            message.Body,
            message.Attributes,
            queue,
            message.MessageId,
            message.GroupId,
            purchase.PayloadHash,
            randomness.NextId(),
            now + (long)lifetime.TotalSeconds
        )
        {
            TraceHeader = message.TraceHeader,
        };
        return new Put(
            ParkedItems.Write(Keys.Unmatched(fingerprint, purchase.Event.Id), parked, now),
            Condition.NoItem | Condition.LessOrEqual(Attributes.TimeToLive, now)
        );
    }

    // The reasons of a cancelled transaction, none if it took place; or else who stood in its way.
    private async Task<(IReadOnlyList<CancellationReason> Reasons, string? Obstacle)> TryAsync(Write[] writes)
    {
        try
        {
            var result = await table.TransactAsync(writes, randomness.NextId(), CancellationToken.None);
            foreach (var (code, _, message) in result.Reasons)
            {
                if (code is CancellationCode.Throttled)
                    throw new TableException(TableErrors.Throttled, "Parking a purchase was throttled.");
                if (code is CancellationCode.Invalid or CancellationCode.Other)
                    throw new TableException(TableErrors.Validation, $"Parking a purchase was refused: {message}");
                if (code is CancellationCode.Conflict)
                    return ([], $"{code}: {message}");
            }
            return (result.Reasons, null);
        }
        catch (TableException exception)
            when (CommitFailure.Of(exception)
                    is { Kind: CommitFailureKind.Conflict or CommitFailureKind.HotKey } obstacle
            )
        {
            return ([], obstacle.Reason);
        }
    }

    private static bool IsSame(Item earlier, ReceivedEvent purchase) =>
        earlier.Has(Attributes.ParkingId) && earlier[Attributes.PayloadHash]?.AsString == purchase.PayloadHash;

    private static bool IsOfAnotherMessage(Item? earlier, ReceivedEvent purchase) =>
        earlier is not null && earlier[Attributes.MessageId]?.AsString != purchase.Delivery.Message.MessageId;
}
