using LoopWorker.Queues.Messages;

namespace LoopWorker.Queues.Pump.Settling;

/// <summary>Sends what cannot take effect to its dead-letter queue, in batches that a call may hold.</summary>
/// <param name="names">The attribute that is to hold the reason, and those that stay.</param>
/// <param name="retries">Tries again what a call could not do.</param>
/// <param name="time">Dates the reason.</param>
internal sealed class DeadLetterSending(NoteNames names, BatchRetries retries, TimeProvider time)
{
    /// <summary>Sends them, and says which the dead-letter queue has accepted. Without one, none is.</summary>
    /// <param name="source">Where they came from.</param>
    /// <param name="rejects">What is to be sent.</param>
    public async Task<(List<Settlement.Reject> Sent, List<Settlement.Reject> Failed)> SendAsync(
        Source source,
        IEnumerable<Settlement.Reject> rejects
    )
    {
        if (source.DeadLetters is not { } deadLetters)
            return ([], [.. rejects]);
        var (sent, failed) = (new List<Settlement.Reject>(), new List<Settlement.Reject>());
        // A dead-letter queue is of its source's kind.
        var fifo = QueueDefinition.IsFifoName(source.Queue.Name);
        var letters = rejects.Select(reject => new Letter(reject, MessageOf(reject, fifo)));
        foreach (var batch in SendBatches.Of(letters, letter => letter.Message))
        {
            var outcomes = await retries.RunAsync(batch, entries => SendAsync(deadLetters, entries));
            sent.AddRange(outcomes.Succeeded.Select(letter => letter.Reject));
            failed.AddRange(outcomes.Failed.Select(letter => letter.Reject));
        }
        return (sent, failed);
    }

    private static async Task<IReadOnlyList<EntryOutcome>> SendAsync(IQueue queue, IReadOnlyList<Letter> letters)
    {
        var outcomes = await queue.SendAsync([.. letters.Select(letter => letter.Message)], CancellationToken.None);
        return [.. outcomes.Select(outcome => new EntryOutcome(outcome.Error))];
    }

    private OutgoingMessage MessageOf(Settlement.Reject reject, bool fifo) =>
        DeadLetter.Build(reject.Delivery.Original, names, NoteOf(reject), fifo);

    private FailureNote NoteOf(Settlement.Reject reject) =>
        new()
        {
            Code = reject.Code,
            Detail = reject.Detail,
            SourceQueue = reject.Delivery.EntrySource.Queue.Name,
            MessageId = reject.Delivery.Original.MessageId,
            ReceiveCount = reject.Delivery.Message.ReceiveCount,
            Attempts = reject.Delivery.Attempt > reject.Delivery.Message.ReceiveCount ? reject.Delivery.Attempt : null,
            FailedAt = time.GetUtcNow(),
        };

    private sealed record Letter(Settlement.Reject Reject, OutgoingMessage Message);
}
