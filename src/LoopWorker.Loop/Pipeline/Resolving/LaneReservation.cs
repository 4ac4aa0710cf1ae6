using System.Runtime.CompilerServices;
using LoopWorker.Loop.Failures;
using LoopWorker.Loop.Pipeline.Contexts;
using LoopWorker.Loop.Pipeline.Lanes;
using LoopWorker.Loop.Pipeline.Throttling;
using LoopWorker.Loop.Storage;

namespace LoopWorker.Loop.Pipeline.Resolving;

/// <summary>Reserves the lanes of events whose users are known, and reads the contexts that the lanes do not have.</summary>
public sealed class LaneReservation(ContextLoader contexts, UserLanes lanes, TableRetries retries)
{
    private static readonly IReadOnlyDictionary<string, (ContextSnapshot? Snapshot, string? Error)> NothingRead =
        new Dictionary<string, (ContextSnapshot?, string?)>();

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
        var read =
            unread.Count == 0
                ? new(NothingRead, null)
                : await retries.ReadAsync(
                    reserved.Select(entry => entry.Event.Delivery),
                    () => contexts.LoadAsync(unread, stopping),
                    stopping
                );
        foreach (var (received, lane) in reserved)
        {
            var (context, error) = read.Value?.GetValueOrDefault(lane.User) ?? default;
            if (context is not null)
                lanes.Provide(lane, context);
            if (read.Ending is null && error is null)
            {
                yield return new StageResult.Resolved(received, lane);
                continue;
            }
            lanes.GiveUp(lane);
            yield return read.Ending?.Invoke(received.Delivery)
                ?? StageResult.ToRetry(received.Delivery, RetryReasons.ContextUnreadable, error!);
        }
    }
}
