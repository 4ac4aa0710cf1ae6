using LoopWorker.Core;
using LoopWorker.Queues.Messages;

namespace LoopWorker.Queues.Pump.Settling;

/// <summary>
/// Carries a batch through: a batch's answer can hide failed entries, and these alone are tried again, a few times with
/// growing pauses. Entries that can never succeed are given up at once.
/// </summary>
public sealed class BatchRetries(Randomness randomness, TimeProvider time)
{
    private const int Attempts = 4;
    private static readonly Backoff BetweenAttempts = new(TimeSpan.FromMilliseconds(50), TimeSpan.FromSeconds(2));

    /// <summary>Calls with all entries, then with those left, and says which succeeded and which did not.</summary>
    public async Task<(List<T> Succeeded, List<T> Failed)> RunAsync<T>(
        IReadOnlyList<T> entries,
        Func<IReadOnlyList<T>, Task<IReadOnlyList<EntryOutcome>>> call
    )
    {
        var succeeded = new List<T>(entries.Count);
        var failed = new List<T>();
        for (var attempt = 1; ; attempt++)
        {
            entries = await AttemptAsync(entries, call, succeeded, failed);
            if (entries.Count == 0)
                return (succeeded, failed);
            if (attempt == Attempts)
                return (succeeded, [.. failed, .. entries]);
            await Task.Delay(BetweenAttempts.After(attempt, randomness.NextFraction()), time);
        }
    }

    // What may succeed at another attempt.
    private static async Task<List<T>> AttemptAsync<T>(
        IReadOnlyList<T> entries,
        Func<IReadOnlyList<T>, Task<IReadOnlyList<EntryOutcome>>> call,
        List<T> succeeded,
        List<T> failed
    )
    {
        var again = new List<T>();
        try
        {
            var outcomes = await call(entries);
            for (var i = 0; i < entries.Count; i++)
            {
                var target =
                    outcomes[i].Succeeded ? succeeded
                    : outcomes[i].Error!.SenderFault ? failed
                    : again;
                target.Add(entries[i]);
            }
        }
        catch (QueueException exception) when (!exception.NeedsOperator)
        {
            (exception.IsTransient ? again : failed).AddRange(entries);
        }
        return again;
    }
}
