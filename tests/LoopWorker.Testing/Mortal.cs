using LoopWorker.Queues;
using LoopWorker.Tables;

namespace LoopWorker.Testing;

/// <summary>A process: once it is killed, no call of its begins, and none that is under way is ever answered.</summary>
public sealed class Life
{
    private bool _isOver;

    public void End() => _isOver = true;

    public async Task<T> CallAsync<T>(Func<Task<T>> call)
    {
        await StopIfOverAsync();
        var result = await call();
        await StopIfOverAsync();
        return result;
    }

    private Task StopIfOverAsync() => _isOver ? new TaskCompletionSource().Task : Task.CompletedTask;
}

/// <summary>A process's hold on a queue.</summary>
public sealed class MortalQueue(IQueue queue, Life life) : InterceptedQueue(queue)
{
    protected override Task<T> CallAsync<T>(QueueCall<T> call, IQueue next) =>
        life.CallAsync(() => call.MakeAsync(next));
}

/// <summary>A process's hold on the table.</summary>
public sealed class MortalTable(ITable table, Life life) : InterceptedTable(table)
{
    protected override Task<T> CallAsync<T>(TableCall<T> call, ITable next) =>
        life.CallAsync(() => call.MakeAsync(next));
}
