using System.Runtime.CompilerServices;
using LoopWorker.Loop.Failures;
using LoopWorker.Loop.Pipeline.Contexts;
using LoopWorker.Loop.Pipeline.Lanes;
using LoopWorker.Loop.Pipeline.Throttling;
using LoopWorker.Loop.Storage;
using LoopWorker.Queues.Pump;
using LoopWorker.Tables;

namespace LoopWorker.Loop.Pipeline.Resolving;

/// <summary>
/// Reserves the lanes of events whose users are known, and reads the contexts that the lanes do not have. What cannot be read now is read later
/// (<see cref="ContextReading"/>): nobody waits for it here.
/// </summary>
public sealed class LaneReservation(ContextLoader contexts, UserLanes lanes, TableRetries retries)
{
    /// <summary>What becomes of each event, in the same order: its lane is reserved, or it ends.</summary>
    /// <param name="events">Events and their users.</param>
    /// <param name="stopping">Ends the reading, and releases the events.</param>
    public async IAsyncEnumerable<StageResult> ReserveAsync(
        IReadOnlyList<(ReceivedEvent Event, string User)> events,
        [EnumeratorCancellation] CancellationToken stopping
    )
    {
        List<(ReceivedEvent Event, UserLane Lane)> reserved =
        [
            .. events.Select(entry => (entry.Event, lanes.Reserve(entry.User))),
        ];
        var unread = reserved.Where(entry => entry.Lane.Context is null).Select(entry => entry.Lane.User).ToHashSet();
        var (read, ending) = unread.Count == 0 ? (ContextLoader.NothingRead, null) : await ReadAsync(unread, stopping);
        foreach (var (received, lane) in reserved)
        {
            var (context, error) = read.GetValueOrDefault(lane.User);
            if (context is not null)
                lanes.Provide(lane, context);
            if (ending is null && error is null)
            {
                yield return new StageResult.Resolved(received, lane);
                continue;
            }
            lanes.GiveUp(lane);
            yield return ending?.Invoke(received.Delivery)
                ?? StageResult.ToRetry(received.Delivery, RetryReasons.ContextUnreadable, error!);
        }
    }

    private async Task<(
        IReadOnlyDictionary<string, (ContextSnapshot? Snapshot, string? Error)> Read,
        Func<Delivery, StageResult>? Ending
    )> ReadAsync(HashSet<string> users, CancellationToken stopping)
    {
        try
        {
            return (
                await retries.OnceAsync(() => contexts.LoadAsync(users, stopping), users.Count > 1, stopping),
                null
            );
        }
        catch (OperationCanceledException)
        {
            return (ContextLoader.NothingRead, StageResult.Released);
        }
        catch (TableException exception) when (exception.IsTransient)
        {
            return (ContextLoader.NothingRead, null);
        }
        catch (TableException exception) when (!exception.NeedsOperator)
        {
            return (
                ContextLoader.NothingRead,
                delivery => StageResult.ToRetry(delivery, RetryReasons.Of(exception), exception.Reason)
            );
        }
    }
}
