using System.Diagnostics;
using LoopWorker.Core;
using LoopWorker.Loop.Storage;
using LoopWorker.Tables;

namespace LoopWorker.Loop.State;

/// <summary>Carries calls out so that they fail as <see cref="StateException"/>, and repeats writes that others' writes have kept out.</summary>
/// <param name="randomness">Jitter.</param>
/// <param name="time">Times the pauses.</param>
public sealed class StateCalls(Randomness randomness, TimeProvider time)
{
    /// <summary>How often a change is tried when others keep writing the same item.</summary>
    public const int Attempts = 60;

    // A change is lost to every other one that falls between its read and its write, so many callers have to spread out.
    private static readonly Backoff BetweenAttempts = new(TimeSpan.FromMilliseconds(20), TimeSpan.FromSeconds(2));

    /// <summary>Makes reads.</summary>
    /// <exception cref="StateException">In place of what the table, or what is stored, has thrown.</exception>
    public static async Task<T> ReadAsync<T>(Func<Task<T>> read)
    {
        try
        {
            return await read();
        }
        catch (TableException exception)
        {
            throw StateException.Of(exception);
        }
        catch (StoredStateException exception)
        {
            throw StateException.Of(exception);
        }
    }

    /// <summary>Makes one write, which waits while a transaction has its item in hand, as the worker's do.</summary>
    /// <exception cref="StateException">If the table fails.</exception>
    public Task<T> WriteAsync<T>(Func<Task<T>> write, CancellationToken cancellation)
        where T : class =>
        ChangeAsync<T>(async () => await write(), static () => throw new UnreachableException(), cancellation);

    /// <summary>Makes attempts until one has a result; <see langword="null"/> says that another's write came in between.</summary>
    /// <param name="attempt">Reads, computes and writes on a condition.</param>
    /// <param name="exhausted">The error after the last attempt.</param>
    /// <param name="cancellation">Ends the attempts.</param>
    public Task<T> ChangeAsync<T>(
        Func<Task<T?>> attempt,
        Func<StateException> exhausted,
        CancellationToken cancellation
    )
        where T : class =>
        ReadAsync(async () =>
        {
            for (var number = 1; ; number++)
            {
                try
                {
                    if (await attempt() is { } result)
                        return result;
                    if (number == Attempts)
                        throw exhausted();
                }
                catch (TableException exception)
                    when (exception.Code == TableErrors.TransactionConflict && number < Attempts)
                {
                    // Nothing was written: a transaction has the item in hand.
                }
                await Task.Delay(BetweenAttempts.After(number, randomness.NextFraction()), time, cancellation);
            }
        });
}
