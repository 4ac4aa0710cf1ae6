using System.Collections.Concurrent;

namespace LoopWorker.Queues.Sqs.Messages;

/// <summary>
/// Receives whose callers have gone. Each goes on for a grace, and what it brings is given back; to end the connection at once
/// would not stop SQS from giving it messages, which then stay hidden.
/// </summary>
internal sealed class CancelledReceives(TimeSpan grace)
{
    private readonly ConcurrentDictionary<Task, bool> _underWay = new();

    /// <summary>Takes over a receive.</summary>
    /// <param name="receive">What is under way.</param>
    /// <param name="stop">Ends it; disposed of here.</param>
    /// <param name="giveBack">Makes visible what has come.</param>
    public void Add<T>(
        Task<IReadOnlyList<T>> receive,
        CancellationTokenSource stop,
        Func<IReadOnlyList<T>, Task> giveBack
    )
    {
        var ending = EndAsync(receive, stop, giveBack);
        if (ending.IsCompleted)
            return;
        _underWay[ending] = true;
        _ = ForgetAsync(ending);
    }

    /// <summary>Waits until all have ended: the grace, and the time it takes to give back.</summary>
    public Task WaitAsync() => Task.WhenAll(_underWay.Keys);

    private async Task ForgetAsync(Task ending)
    {
        await ending;
        _underWay.TryRemove(ending, out _);
    }

    private async Task EndAsync<T>(
        Task<IReadOnlyList<T>> receive,
        CancellationTokenSource stop,
        Func<IReadOnlyList<T>, Task> giveBack
    )
    {
        using (stop)
            try
            {
                stop.CancelAfter(grace);
                if (await receive is { Count: > 0 } messages)
                    await giveBack(messages);
            }
            catch (Exception exception)
                when (exception is QueueException or OperationCanceledException or ObjectDisposedException)
            {
                // Nobody waits for it, and the visibility timeout gives back what came.
            }
    }
}
