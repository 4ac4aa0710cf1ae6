using LoopWorker.Tables.Requests;
using LoopWorker.Tables.Results;
using LoopWorker.Tables.Values;
using LoopWorker.Testing;

namespace LoopWorker.Tables.Patterns.Tests.Locking;

/// <summary>A table in memory whose eventually consistent reads are a put behind now and then.</summary>
internal sealed class LaggingTable(ITable table, Random random) : InterceptedTable(table)
{
    private readonly Dictionary<ItemKey, Item?> _before = [];

    protected override async Task<T> CallAsync<T>(TableCall<T> call, ITable next)
    {
        if (
            call is TableCall.Get { Consistency: Consistency.Eventual } look
            && random.Next(4) == 0
            && _before.TryGetValue(look.Key, out var before)
        )
            return (T)(object)new GetResult(before, default);
        if (call is not TableCall.Put put)
            return await call.MakeAsync(next);
        var key = put.Write.Item.Key;
        var stored = (await next.GetAsync(key, Consistency.Strong, CancellationToken.None)).Item;
        var result = await call.MakeAsync(next);
        if (result is WriteResult { Succeeded: true })
            _before[key] = stored;
        return result;
    }
}
