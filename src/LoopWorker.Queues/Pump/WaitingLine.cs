namespace LoopWorker.Queues.Pump;

/// <summary>Lets one in at a time, in the order in which they came.</summary>
internal sealed class WaitingLine
{
    private readonly Lock _lock = new();
    private readonly Queue<TaskCompletionSource> _waiting = new();
    private bool _isTaken;

    /// <summary>Waits for one's turn, which lasts until <see cref="Leave"/>.</summary>
    /// <exception cref="OperationCanceledException">If the token ends the waiting; then there is nothing to leave.</exception>
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
