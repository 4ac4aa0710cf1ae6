using LoopWorker.Loop.Pipeline.Throttling;
using LoopWorker.Queues.Pump.Settling;
using LoopWorker.Tables;

namespace LoopWorker.Loop.Pipeline.Resolving;

/// <summary>Reads on behalf of events. Where nothing can be read, the events go back to their queues.</summary>
public sealed class EventReads(Patience patience, Settler settler)
{
    /// <summary>What was read; null if it could not be, and the events are settled.</summary>
    /// <param name="events">Those that need it.</param>
    /// <param name="read">Reads it; while the table refuses, again.</param>
    /// <param name="draining">Ends the reading: nothing has begun for the events, so they are released.</param>
    /// <exception cref="TableException">If only an operator can mend what is wrong; the events are left alone.</exception>
    public async Task<T?> TryAsync<T>(
        IReadOnlyCollection<EventInHand> events,
        Func<Task<T>> read,
        CancellationToken draining
    )
        where T : class
    {
        try
        {
            return await patience.TryAsync([.. events.Select(occurrence => occurrence.Delivery)], read, draining);
        }
        catch (OperationCanceledException)
        {
            foreach (var occurrence in events)
                await settler.AddAsync(new Settlement.Release(occurrence.Delivery));
        }
        catch (TableException exception) when (!exception.NeedsOperator)
        {
            foreach (var occurrence in events)
                await settler.AddAsync(new Settlement.Retry(occurrence.Delivery, exception.Reason));
        }
        return null;
    }
}
