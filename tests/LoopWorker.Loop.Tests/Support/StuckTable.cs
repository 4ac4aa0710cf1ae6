using LoopWorker.Tables;
using LoopWorker.Testing;

namespace LoopWorker.Loop.Tests.Support;

/// <summary>A table on which transactions wait until they are let go.</summary>
internal sealed class StuckTable(ITable table) : InterceptedTable(table)
{
    private readonly TaskCompletionSource _released = new();

    public void Release() => _released.SetResult();

    protected override async Task<T> CallAsync<T>(TableCall<T> call, ITable next)
    {
        if (call is TableCall.Transact)
            await _released.Task;
        return await call.MakeAsync(next);
    }
}
