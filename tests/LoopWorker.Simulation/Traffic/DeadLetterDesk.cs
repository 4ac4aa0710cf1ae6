using LoopWorker.Loop.Pipeline;
using LoopWorker.Messages.Failures;
using LoopWorker.Queues;
using LoopWorker.Queues.InMemory;
using LoopWorker.Queues.Messages;
using LoopWorker.Queues.Pump.Settling;

namespace LoopWorker.Simulation.Traffic;

/// <summary>
/// An operator who looks after the dead letters: sends them back to where they came from as new messages, as a replay does,
/// and in the end sees that only those are left that can never take effect.
/// </summary>
internal sealed class DeadLetterDesk(World world)
{
    private int _replayed;

    /// <summary>Replays all dead letters.</summary>
    public async Task ReplayAsync()
    {
        foreach (var (queue, deadLetters) in world.Received)
            while (
                await deadLetters.ReceiveAsync(new ReceiveRequest(), CancellationToken.None) is { Count: > 0 } received
            )
                foreach (var message in received)
                {
                    await SendBackAsync(queue, message);
                    await deadLetters.DeleteAsync([message.ReceiptHandle], CancellationToken.None);
                }
    }

    /// <summary>What is left among the dead letters must be for a reason that a replay does not mend.</summary>
    public void CheckLeft()
    {
        foreach (var (queue, deadLetters) in world.Received)
        foreach (var message in deadLetters.Snapshot())
            if (NoteOf(message) is not { } note)
                world.Ledger.Fail($"{Find(queue, message)} was received too often, without a fault.");
            else if (
                note.Code == FailureCodes.UnmatchedCard
                && world.Ledger.Parking.IsLinked(Find(queue, message).Card!)
            )
                world.Ledger.Fail($"{Find(queue, message)} is taken for unmatched, and its card is linked.");
            else if (note.Code == FailureCodes.RetriesExhausted)
                world.Ledger.Fail($"{Find(queue, message)} failed too often, without a fault: {note.Detail}");
    }

    private async Task SendBackAsync(InMemoryQueue queue, ReceivedMessage message)
    {
        var original = Find(queue, message);
        original.IsDead = true;
        var attributes = message
            .Attributes.Where(attribute => attribute.Key != EventPipeline.FailureAttribute)
            .ToDictionary();
        var outgoing = new OutgoingMessage(message.Body)
        {
            Attributes = attributes,
            GroupId = message.GroupId,
            DeduplicationId = QueueDefinition.IsFifoName(queue.Name) ? $"replay{++_replayed}" : null,
        };
        var outcomes = await queue.SendAsync([outgoing], CancellationToken.None);
        world.Trace.Add("operator", "replays", original.ToString());
        world.Ledger.Deliveries.OnReplayed(queue.Name, outcomes[0].MessageId!, original);
    }

    // What the queue itself has moved bears its own id, and no note.
    private SentMessage Find(InMemoryQueue queue, ReceivedMessage message) =>
        world.Ledger.Deliveries.FindSent(queue.Name, NoteOf(message)?.MessageId ?? message.MessageId)!;

    private static FailureNote? NoteOf(ReceivedMessage message) =>
        message.Attributes.TryGetValue(EventPipeline.FailureAttribute, out var note)
            ? FailureNote.FromJson(note.Text!)
            : null;
}
