using LoopWorker.Messages.Sending;
using LoopWorker.Operations.DeadLetters.Letters;
using LoopWorker.Operations.DeadLetters.Sweeping;
using LoopWorker.Queues;
using LoopWorker.Queues.Messages;

namespace LoopWorker.Operations.DeadLetters;

/// <summary>Finds an event, or a user, among the dead letters of all queues. Nothing is taken out.</summary>
/// <param name="queues">The dead-letter queues. They are looked through one after another.</param>
/// <param name="ports">What they are reached by.</param>
public sealed class LettersAbout(IReadOnlyList<DeadLetterQueue> queues, OperationPorts ports)
{
    /// <summary>Finds the letters of an event.</summary>
    /// <param name="id">The event's id; of a purchase, the transaction's.</param>
    /// <param name="cancellation">Stops looking.</param>
    /// <returns>A line for each letter: the queue, the letter's id, the event, why and when it failed.</returns>
    /// <exception cref="QueueException">If a queue fails.</exception>
    /// <exception cref="OperationRefusedException">If looking would move letters away.</exception>
    public Task<IReadOnlyList<string>> EventAsync(string id, CancellationToken cancellation) =>
        FindAsync(letter => letter.EventId == id, cancellation);

    /// <summary>Finds the letters that name a user, or one of the user's cards.</summary>
    /// <param name="user">The user's public key.</param>
    /// <param name="cards">The fingerprints of the user's cards.</param>
    /// <param name="cancellation">Stops looking.</param>
    /// <returns>As <see cref="EventAsync"/>.</returns>
    /// <exception cref="QueueException">If a queue fails.</exception>
    /// <exception cref="OperationRefusedException">If looking would move letters away.</exception>
    public Task<IReadOnlyList<string>> UserAsync(string user, IEnumerable<string> cards, CancellationToken cancellation)
    {
        HashSet<string> subjects = [EventSubject.User(user), .. cards.Select(EventSubject.Card)];
        return FindAsync(letter => letter.Subject is { } subject && subjects.Contains(subject), cancellation);
    }

    private async Task<IReadOnlyList<string>> FindAsync(Func<Letter, bool> isMeant, CancellationToken cancellation)
    {
        var found = new List<string>();
        foreach (var queue in queues)
            await new LetterSearch(queue, ports, new SweepOptions()).RunAsync(
                new(),
                int.MaxValue,
                letter =>
                {
                    if (isMeant(letter))
                        found.Add(LineOf(queue, letter));
                    return Task.CompletedTask;
                },
                cancellation
            );
        return found;
    }

    private static string LineOf(DeadLetterQueue queue, Letter letter) =>
        $"{queue.Name}, letter {letter.Message.MessageId}: {letter.Type ?? "no type"} {letter.EventId ?? "without an id"}, {letter.Code}, failed at {UtcTimeConverter.Format(letter.FailedAt)}";
}
