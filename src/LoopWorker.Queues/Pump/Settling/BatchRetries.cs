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

    /// <summary>Calls with all entries, then with those left, and says what became of each.</summary>
    public async Task<BatchResult<T>> RunAsync<T>(
        IReadOnlyList<T> entries,
        Func<IReadOnlyList<T>, Task<IReadOnlyList<EntryOutcome>>> call
    )
    {
        var succeeded = new List<T>(entries.Count);
        var refused = new List<T>();
        for (var attempt = 1; ; attempt++)
        {
            entries = await AttemptAsync(entries, call, succeeded, refused);
            if (entries.Count == 0 || attempt == Attempts)
                return new(succeeded, refused, entries);
            await Task.Delay(BetweenAttempts.After(attempt, randomness.NextFraction()), time);
        }
    }

    // What may succeed at another attempt.
    private static async Task<List<T>> AttemptAsync<T>(
        IReadOnlyList<T> entries,
        Func<IReadOnlyList<T>, Task<IReadOnlyList<EntryOutcome>>> call,
        List<T> succeeded,
        List<T> refused
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
                    : outcomes[i].Error!.SenderFault ? refused
                    : again;
                target.Add(entries[i]);
            }
        }
        catch (QueueException exception) when (!exception.NeedsOperator)
        {
            (exception.IsTransient ? again : refused).AddRange(entries);
        }
        return again;
    }
}

/// <summary>What became of the entries of a batch.</summary>
/// <param name="Succeeded">Those that took effect.</param>
/// <param name="Refused">Those that can never succeed.</param>
/// <param name="Left">Those that may succeed later.</param>
public readonly record struct BatchResult<T>(
    IReadOnlyList<T> Succeeded,
    IReadOnlyList<T> Refused,
    IReadOnlyList<T> Left
)
{
    /// <summary>Those that did not succeed.</summary>
    public IReadOnlyList<T> Failed => Left.Count == 0 ? Refused : [.. Refused, .. Left];
}
