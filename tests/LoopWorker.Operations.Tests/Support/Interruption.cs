using LoopWorker.Queues;
using LoopWorker.Tables;
using LoopWorker.Testing;

namespace LoopWorker.Operations.Tests.Support;

/// <summary>Something that happens to an operator's process at one of its calls.</summary>
internal sealed class Interruption
{
    private readonly int _at;
    private readonly Kind _kind;
    private readonly CancellationTokenSource _stop;
    private readonly TaskCompletionSource _death = new();
    private int _calls;

    /// <param name="random">Draws what happens, and when.</param>
    /// <param name="stop">Stopped if that is what happens.</param>
    public Interruption(Random random, CancellationTokenSource stop) =>
        (_at, _kind, _stop) = (random.Next(1, 60), (Kind)random.Next(5), stop);

    private enum Kind
    {
        DiesBefore,
        DiesAfter,
        IsStopped,
        CallFails,
        AnswerIsLost,
    }

    /// <summary>Ends when the process has died.</summary>
    public Task Death => _death.Task;

    public IQueueService On(IQueueService queues) => new WrappedQueues(queues, queue => new Queue(queue, this));

    public ITable On(ITable table) => new StateTable(table, this);

    private async Task<T> CallAsync<T>(Func<Task<T>> call, Exception failure)
    {
        var isNow = ++_calls == _at;
        if (_death.Task.IsCompleted || (isNow && _kind == Kind.DiesBefore))
            await DieAsync();
        if (isNow && _kind == Kind.IsStopped)
            _stop.Cancel();
        if (isNow && _kind == Kind.CallFails)
            throw failure;
        var result = await call();
        if (_death.Task.IsCompleted || (isNow && _kind == Kind.DiesAfter))
            await DieAsync();
        return isNow && _kind == Kind.AnswerIsLost ? throw failure : result;
    }

    private Task DieAsync()
    {
        _death.TrySetResult();
        return new TaskCompletionSource().Task;
    }

    private sealed class Queue(IQueue queue, Interruption interruption) : InterceptedQueue(queue)
    {
        protected override Task<T> CallAsync<T>(QueueCall<T> call, IQueue next) =>
            interruption.CallAsync(
                () => call.MakeAsync(next),
                new QueueException(QueueErrors.InternalError, "made to fail")
            );
    }

    private sealed class StateTable(ITable table, Interruption interruption) : InterceptedTable(table)
    {
        protected override Task<T> CallAsync<T>(TableCall<T> call, ITable next) =>
            interruption.CallAsync(
                () => call.MakeAsync(next),
                new TableException(TableErrors.Throttled, "made to fail")
            );
    }
}
