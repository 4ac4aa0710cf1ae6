using LoopWorker.Tables;
using LoopWorker.Tables.Capacity;
using LoopWorker.Tables.Requests;
using LoopWorker.Tables.Results;
using LoopWorker.Tables.Values;

namespace LoopWorker.EndToEndTests.Tables.Capacity;

/// <summary>Records calls by their kinds, to be made on one engine after another.</summary>
/// <param name="tokenPrefix">Makes idempotency tokens unique: DynamoDB remembers them for the account.</param>
internal abstract class CallRecorder(string tokenPrefix)
{
    private readonly List<PricedCall> _recorded = [];
    private int _tokens;

    protected IReadOnlyList<PricedCall> Recorded => _recorded;

    protected string NextToken() => $"{tokenPrefix}-{_tokens++}";

    protected void Put(Item item) =>
        Add("put", $"{item.Key}, {item.Size} bytes", t => Write(t.PutAsync(new Put(item), default)));

    protected void Update(ItemKey key, params AttributeChange[] changes) =>
        Add("update", $"{key}", t => Write(t.UpdateAsync(new Update(key, changes), default)));

    protected void Delete(ItemKey key) => Add("delete", $"{key}", t => Write(t.DeleteAsync(new Delete(key), default)));

    protected void Get(ItemKey key)
    {
        foreach (var consistency in new[] { Consistency.Eventual, Consistency.Strong })
            Add("get", $"{key}, {consistency}", async t => (await t.GetAsync(key, consistency, default)).Capacity);
    }

    protected void Query(Query query, bool isEmpty = false) =>
        Add(
            isEmpty ? "query, nothing found" : "query",
            $"{query}",
            async t => (await t.QueryAsync(query, default)).Capacity
        );

    protected void Query(IndexQuery query, bool isEmpty = false) =>
        Add(
            isEmpty ? "query of an index, nothing found" : "query of an index",
            $"{query}",
            async t => (await t.QueryAsync(query, default)).Capacity
        );

    protected void GetMany(string kind, IEnumerable<ItemKey> keys)
    {
        foreach (var consistency in new[] { Consistency.Eventual, Consistency.Strong })
            Add(
                $"batch of gets, {kind}",
                $"{consistency}",
                async t => (await t.GetManyAsync([.. keys], consistency, default)).Capacity
            );
    }

    // Lists are made here, not at each call: their sizes come by chance.
    protected void WriteMany(string kind, IEnumerable<Write> writes)
    {
        var list = writes.ToList();
        Add(kind, $"{list.Count} writes", async t => (await t.WriteManyAsync(list, default)).Capacity);
    }

    protected void InsertMany(string kind, IEnumerable<Item> items)
    {
        var list = items.ToList();
        Add($"batch of inserts, {kind}", $"{list.Count}", async t => (await t.InsertManyAsync(list, default)).Capacity);
    }

    protected void Transact(string kind, params Write[] writes)
    {
        var token = NextToken();
        Add(kind, $"{writes.Length} writes", async t => (await t.TransactAsync(writes, token, default)).Capacity);
    }

    protected void Add(string kind, string detail, Func<ITable, Task<ConsumedCapacity>> run) =>
        _recorded.Add(new PricedCall(kind, detail, run));

    protected static async Task<ConsumedCapacity> Write(Task<WriteResult> write) => (await write).Capacity;

    protected static Item Sized(ItemKey key, int bytes) =>
        Item.Of(key, ("text", new string('x', bytes - Item.Of(key, ("text", "")).Size)));
}
