namespace LoopWorker.Core.Concurrency;

/// <summary>An asynchronous lock that is granted in the order in which it was asked for.</summary>
public sealed class FairLock
{
    private readonly Lock _lock = new();
    private readonly Queue<TaskCompletionSource> _waiting = new();
    private bool _isTaken;

    /// <summary>Waits for the lock, which is held until <see cref="Leave"/>.</summary>
    /// <exception cref="OperationCanceledException">If the token ends the waiting; the lock is not held then.</exception>
    public async ValueTask EnterAsync(CancellationToken cancellation)
    {
        TaskCompletionSource turn;
        lock (_lock)
        {
            if (!_isTaken)
            {
                _isTaken = true;
                return;
            }
            turn = new(TaskCreationOptions.RunContinuationsAsynchronously);
            _waiting.Enqueue(turn);
        }
        using (cancellation.Register(() => turn.TrySetCanceled(cancellation)))
            await turn.Task;
    }

    public void Leave()
    {
        lock (_lock)
        {
            while (_waiting.TryDequeue(out var next))
                if (next.TrySetResult())
                    return;
            _isTaken = false;
        }
    }
}
