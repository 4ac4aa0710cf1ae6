using LoopWorker.Core;
using LoopWorker.Loop.Storage;
using LoopWorker.Queues;
using LoopWorker.Queues.Messages;
using LoopWorker.Queues.Pump.Settling;
using LoopWorker.Tables;
using LoopWorker.Tables.Conditions;
using LoopWorker.Tables.Requests;
using LoopWorker.Tables.Values;

namespace LoopWorker.Loop.Cards;

/// <summary>Purchases that wait until their card is linked, and the way back to the queues they came from.</summary>
public sealed class ParkedPurchases(ITable table, IQueueService queues, Randomness randomness, TimeProvider time)
{
    /// <summary>
    /// Sends back what waits for a card, and deletes each only after its queue has accepted it. To be called once the link
    /// is committed, for from then on none can be added. Whoever dies over it leaves the rest for the next call, and what
    /// was sent and not deleted is sent again, which its marker makes harmless.
    /// </summary>
    /// <returns>How many are on their queues again.</returns>
    /// <exception cref="PutBackException">If some still wait.</exception>
    public async Task<int> PutBackAsync(string fingerprint, CancellationToken cancellation)
    {
        var way = new WayBack(table, queues, randomness, time);
        try
        {
            var now = time.GetUtcNow().ToUnixTimeSeconds();
            var query = new Query(Keys.CardPrefix + fingerprint, Keys.UnmatchedPrefix, Consistency: Consistency.Strong);
            await foreach (var item in table.QueryAllAsync(query, cancellation))
                if (ParkedItems.Read(item) is { } purchase && purchase.ExpiresAt > now)
                    await way.AddAsync(item, purchase, cancellation);
            await way.FinishAsync(cancellation);
        }
        catch (Exception exception) when (exception is QueueException or TableException or StoredStateException)
        {
            throw new PutBackException(way.Sent, exception);
        }
        return way.Failure is null ? way.Sent : throw new PutBackException(way.Sent, way.Failure);
    }

    // Gathers purchases by queue and sends them in batches. A queue that fails does not keep the others' from going.
    private sealed class WayBack(ITable table, IQueueService queues, Randomness randomness, TimeProvider time)
    {
        private readonly BatchRetries _retries = new(randomness, time);
        private readonly Dictionary<string, List<(Item Item, OutgoingMessage Message)>> _batches = [];

        public int Sent { get; private set; }

        public QueueException? Failure { get; private set; }

        public async Task AddAsync(Item item, ParkedPurchase purchase, CancellationToken cancellation)
        {
            var name = purchase.SourceQueue;
            if (!_batches.TryGetValue(name, out var batch))
                _batches.Add(name, batch = []);
            // A message takes no more bytes than the item it is in.
            if (batch.Sum(entry => entry.Item.Size) + item.Size > QueueLimits.MessageBytes)
                await SendAsync(name, batch, cancellation);
            batch.Add((item, MessageOf(purchase)));
            if (batch.Count == QueueLimits.BatchEntries)
                await SendAsync(name, batch, cancellation);
        }

        public async Task FinishAsync(CancellationToken cancellation)
        {
            foreach (var (name, batch) in _batches)
                await SendAsync(name, batch, cancellation);
        }

        // A fresh deduplication id: the queue must not take it for the message that was parked.
        private OutgoingMessage MessageOf(ParkedPurchase purchase)
        {
            var fifo = QueueDefinition.IsFifoName(purchase.SourceQueue);
            return new OutgoingMessage(purchase.Body)
            {
                Attributes = purchase.Attributes,
                GroupId = FifoId.OfGroup(purchase.GroupId, purchase.MessageId, fifo),
                DeduplicationId = fifo ? randomness.NextId() : null,
                TraceHeader = purchase.TraceHeader,
            };
        }

        private async Task SendAsync(
            string name,
            List<(Item Item, OutgoingMessage Message)> batch,
            CancellationToken cancellation
        )
        {
            try
            {
                if (batch.Count > 0)
                    await SendAsync(await queues.OpenAsync(name, cancellation), batch, cancellation);
            }
            catch (QueueException exception)
            {
                Failure ??= exception;
            }
            batch.Clear();
        }

        private async Task SendAsync(
            IQueue queue,
            List<(Item Item, OutgoingMessage Message)> batch,
            CancellationToken cancellation
        )
        {
            var result = await _retries.RunAsync(
                batch,
                async entries =>
                {
                    var outcomes = await queue.SendAsync([.. entries.Select(entry => entry.Message)], cancellation);
                    return [.. outcomes.Select(outcome => new EntryOutcome(outcome.Error))];
                }
            );
            if (result.Failed.Count > 0)
                Failure ??= new QueueException(
                    QueueErrors.ServiceUnavailable,
                    $"The queue '{queue.Name}' did not accept {result.Failed.Count} of them."
                );
            Sent += result.Succeeded.Count;
            foreach (var (item, _) in result.Succeeded)
                await DeleteAsync(item, cancellation);
        }

        // Not what was parked anew since it was read: the card was unlinked then, and that purchase waits again.
        private Task DeleteAsync(Item item, CancellationToken cancellation) =>
            table.DeleteAsync(
                new Delete(item.Key, Condition.Equal(Attributes.ParkingId, item[Attributes.ParkingId]!)),
                cancellation
            );
    }
}
