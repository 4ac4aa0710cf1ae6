using LoopWorker.Tables.Capacity;
using LoopWorker.Tables.InMemory.Reads;
using LoopWorker.Tables.InMemory.Storage;
using LoopWorker.Tables.InMemory.Validation;
using LoopWorker.Tables.InMemory.Writes;
using LoopWorker.Tables.Requests;
using LoopWorker.Tables.Results;
using LoopWorker.Tables.Values;

namespace LoopWorker.Tables.InMemory;

/// <summary>
/// A table in memory that keeps DynamoDB's rules, limits, errors and prices. Every call is finished when it returns; every
/// read sees all earlier writes, whatever consistency it pays for, and indexes are never behind.
/// </summary>
public sealed class InMemoryTable : ITable
{
    private readonly Lock _lock = new();
    private readonly TableDefinition _definition;
    private readonly ItemStore _store;
    private readonly IdempotencyWindow _idempotency;

    /// <exception cref="TableException">If a name in the definition is not one that DynamoDB takes.</exception>
    public InMemoryTable(TableDefinition definition, TimeProvider time, InMemoryTableOptions? options = null)
    {
        DefinitionValidation.Require(definition);
        _definition = definition;
        _store = new ItemStore(definition, time, (options ?? new InMemoryTableOptions()).TimeToLiveLag);
        _idempotency = new IdempotencyWindow(time);
    }

    public string Name => _definition.Name;

    // The calls below are async without awaiting anything, so that whatever they throw arrives in their task.

    public async Task<GetResult> GetAsync(ItemKey key, Consistency consistency, CancellationToken cancellation)
    {
        cancellation.ThrowIfCancellationRequested();
        KeyValidation.Require(key, _definition.Keys);
        Item? item;
        lock (_lock)
        {
            _store.DeleteExpired();
            item = _store.Find(key);
        }
        return new GetResult(item, Reading(CapacityRules.Read(item?.Size ?? 0, consistency)));
    }

    public async Task<BatchGetResult> GetManyAsync(
        IReadOnlyList<ItemKey> keys,
        Consistency consistency,
        CancellationToken cancellation
    )
    {
        cancellation.ThrowIfCancellationRequested();
        ReadValidation.Require(keys, _definition.Keys);
        var found = new Dictionary<ItemKey, Item>(keys.Count);
        var units = 0.0;
        lock (_lock)
        {
            _store.DeleteExpired();
            for (var i = 0; i < keys.Count; i++)
            {
                var item = _store.Find(keys[i]);
                units += CapacityRules.Read(item?.Size ?? 0, consistency);
                if (item is not null)
                    found.Add(keys[i], item);
            }
        }
        return new BatchGetResult(found, Reading(units));
    }

    public async Task<WriteResult> PutAsync(Put put, CancellationToken cancellation)
    {
        cancellation.ThrowIfCancellationRequested();
        WriteValidation.RequirePut(put, _definition);
        return Write(put);
    }

    public async Task<WriteResult> UpdateAsync(Update update, CancellationToken cancellation)
    {
        cancellation.ThrowIfCancellationRequested();
        WriteValidation.Require(update, _definition);
        return Write(update);
    }

    public async Task<WriteResult> DeleteAsync(Delete delete, CancellationToken cancellation)
    {
        cancellation.ThrowIfCancellationRequested();
        WriteValidation.Require(delete, _definition);
        return Write(delete);
    }

    public async Task<Page> QueryAsync(Query query, CancellationToken cancellation)
    {
        cancellation.ThrowIfCancellationRequested();
        ReadValidation.Require(query, _definition.Keys);
        lock (_lock)
        {
            _store.DeleteExpired();
            var items = _store.Query(query.Partition, query.SortPrefix ?? "", query.After, query.Descending);
            return PageReader.Read(items, query.Limit, query.Consistency);
        }
    }

    public async Task<Page> QueryAsync(IndexQuery query, CancellationToken cancellation)
    {
        cancellation.ThrowIfCancellationRequested();
        ReadValidation.Require(query, _definition);
        lock (_lock)
        {
            _store.DeleteExpired();
            var page = PageReader.Read(_store.Query(query), query.Limit, Consistency.Eventual);
            return page.Next is null ? page : page with { NextSort = _store.SortOf(query.Index, page.Items[^1]) };
        }
    }

    public async Task<Page> ScanAsync(Scan scan, CancellationToken cancellation)
    {
        cancellation.ThrowIfCancellationRequested();
        ReadValidation.Require(scan, _definition.Keys);
        lock (_lock)
        {
            _store.DeleteExpired();
            return PageReader.Read(_store.Scan(scan.After), scan.Limit, scan.Consistency);
        }
    }

    public async Task<BatchWriteResult> WriteManyAsync(IReadOnlyList<Write> writes, CancellationToken cancellation)
    {
        cancellation.ThrowIfCancellationRequested();
        WriteValidation.RequireBatch(writes, _definition);
        var units = 0.0;
        lock (_lock)
        {
            _store.DeleteExpired();
            for (var i = 0; i < writes.Count; i++)
                units += Apply(WriteDecision.Of(writes[i], _store.Find(writes[i].Key), _definition));
        }
        return new BatchWriteResult(Writing(units));
    }

    public async Task<BatchInsertResult> InsertManyAsync(IReadOnlyList<Item> items, CancellationToken cancellation)
    {
        cancellation.ThrowIfCancellationRequested();
        WriteValidation.RequireInserts(items, _definition);
        var outcomes = new InsertOutcome[items.Count];
        var units = 0.0;
        lock (_lock)
        {
            _store.DeleteExpired();
            for (var i = 0; i < items.Count; i++)
            {
                var decision = WriteDecision.OfInsert(items[i], _store.Find(items[i].Key));
                units += Apply(decision);
                outcomes[i] = new InsertOutcome(decision.Verdict == WriteVerdict.Allowed, decision.Before);
            }
        }
        return new BatchInsertResult(outcomes, Writing(units));
    }

    public async Task<TransactionResult> TransactAsync(
        IReadOnlyList<Write> writes,
        string idempotencyToken,
        CancellationToken cancellation
    )
    {
        cancellation.ThrowIfCancellationRequested();
        WriteValidation.RequireTransaction(writes, idempotencyToken, _definition);
        var hash = Sequence.Hash(writes);
        var decisions = new WriteDecision[writes.Count];
        lock (_lock)
        {
            _store.DeleteExpired();
            var committed = _idempotency.Find(idempotencyToken);
            for (var i = 0; i < decisions.Length; i++)
            {
                var stored = _store.Find(writes[i].Key);
                decisions[i] = committed is null
                    ? WriteDecision.Of(writes[i], stored, _definition)
                    : new WriteDecision(stored, stored, WriteVerdict.Allowed);
            }
            if (committed is { } earlier)
                return Transaction.Repeat(decisions, isSame: earlier == hash);
            var result = Transaction.Decide(decisions);
            if (!result.Committed)
                return result;
            _idempotency.Remember(idempotencyToken, hash);
            var indexUnits = 0.0;
            foreach (var decision in decisions)
                indexUnits += _store.Replace(decision.Before, decision.After);
            return indexUnits == 0 ? result : result with { Capacity = result.Capacity + Writing(indexUnits) };
        }
    }

    private WriteResult Write(Write write)
    {
        lock (_lock)
        {
            _store.DeleteExpired();
            var decision = WriteDecision.Of(write, _store.Find(write.Key), _definition);
            if (decision.Verdict == WriteVerdict.Invalid)
                throw Refusal.Of(decision.Fault!);
            var units = Apply(decision);
            return decision.Verdict == WriteVerdict.Allowed
                ? new WriteResult(true, Stored: null, write is Update ? decision.After : null, Writing(units))
                : new WriteResult(false, decision.Before, Updated: null, Writing(units));
        }
    }

    // Carries out what is allowed, and says what the attempt cost on the table and its indexes.
    private double Apply(WriteDecision decision) =>
        decision.Units
        + (decision.Verdict == WriteVerdict.Allowed ? _store.Replace(decision.Before, decision.After) : 0);

    private static ConsumedCapacity Reading(double units) => new(units, WriteUnits: 0);

    private static ConsumedCapacity Writing(double units) => new(ReadUnits: 0, units);
}
