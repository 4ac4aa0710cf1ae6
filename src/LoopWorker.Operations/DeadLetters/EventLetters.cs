using LoopWorker.Operations.DeadLetters.Letters;
using LoopWorker.Operations.DeadLetters.Sweeping;
using LoopWorker.Queues;
using LoopWorker.Queues.Messages;

namespace LoopWorker.Operations.DeadLetters;

/// <summary>Finds an event among the dead letters of all queues. Nothing is taken out.</summary>
/// <param name="queues">The dead-letter queues.</param>
/// <param name="ports">What they are reached by.</param>
public sealed class EventLetters(IReadOnlyList<DeadLetterQueue> queues, OperationPorts ports)
{
    /// <summary>Looks through the queues, one after another.</summary>
    /// <param name="eventId">The event's id; of a purchase, the transaction's.</param>
    /// <param name="cancellation">Stops looking.</param>
    /// <returns>A line for each letter: the queue, the letter's id, why and when it failed.</returns>
    /// <exception cref="QueueException">If a queue fails.</exception>
    /// <exception cref="OperationRefusedException">If looking would move letters away.</exception>
    public async Task<IReadOnlyList<string>> FindAsync(string eventId, CancellationToken cancellation)
    {
        var found = new List<string>();
        foreach (var queue in queues)
            await new LetterSearch(queue, ports, new SweepOptions()).RunAsync(
                new(),
                int.MaxValue,
                letter =>
                {
                    if (letter.EventId == eventId)
                        found.Add(LineOf(queue, letter));
                    return Task.CompletedTask;
                },
                cancellation
            );
        return found;
    }

    private static string LineOf(DeadLetterQueue queue, Letter letter) =>
        $"{queue.Name}, letter {letter.Message.MessageId}: {letter.Code}, failed at {UtcTimeConverter.Format(letter.FailedAt)}";
}
