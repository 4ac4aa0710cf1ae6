namespace LoopWorker.Queues.InMemory;

/// <summary>Answers at once what an engine over a network would answer later: errors and cancellation are in the task.</summary>
internal static class Answer
{
    public static Task<TResult> With<TState, TResult>(
        TState state,
        Func<TState, TResult> operation,
        CancellationToken cancellation
    )
    {
        if (cancellation.IsCancellationRequested)
            return Task.FromCanceled<TResult>(cancellation);
        try
        {
            return Task.FromResult(operation(state));
        }
        catch (QueueException exception)
        {
            return Task.FromException<TResult>(exception);
        }
    }
}
