using LoopWorker.Core;
using LoopWorker.Loop.Cards;
using LoopWorker.Loop.Tests.Support;
using LoopWorker.Operations.Auditing;
using LoopWorker.Operations.Captures;
using LoopWorker.Operations.Cards;
using LoopWorker.Operations.Contexts;
using LoopWorker.Operations.DeadLetters;
using LoopWorker.Operations.Sessions;
using LoopWorker.Operations.Users;
using LoopWorker.Tables;
using LoopWorker.Tables.Requests;
using LoopWorker.Tables.Values;
using LoopWorker.Testing;

namespace LoopWorker.Operations.Tests.Support;

/// <summary>An operator's desk at a rig: all operations, on its table or on one that misbehaves.</summary>
internal sealed class Desk
{
    public static readonly Operator By = new("alice", "host-1");

    public static CancellationToken None => CancellationToken.None;

    private readonly Rig _rig;

    public Desk(Rig rig, ITable? table = null, int seed = 7)
    {
        _rig = rig;
        Table = table ?? rig.Table;
        var randomness = Randomness.Seeded(seed);
        var cards = new CardDirectory(Table, rig.Queues, randomness, rig.Clock);
        Audit = new AuditLog(Table, randomness, rig.Clock);
        Locks = new QueueLocks(Table, Audit, randomness, rig.Clock);
        Users = new UserReading(Table, rig.Clock);
        Export = new UserExport(Table, rig.Clock);
        Erasure = new UserErasure(Table, cards, Audit, randomness, rig.Clock);
        Captures = new UserCaptures(Table, Audit, randomness, rig.Clock);
        Sessions = new UserSessions(Table, Audit, randomness, rig.Clock);
        Contexts = new ContextPatching(Table, Audit, randomness, rig.Clock);
        Reindexing = new CardReindexing(Table, cards, Audit);
    }

    public ITable Table { get; }

    public AuditLog Audit { get; }

    public QueueLocks Locks { get; }

    public UserReading Users { get; }

    public UserExport Export { get; }

    public UserErasure Erasure { get; }

    public UserCaptures Captures { get; }

    public UserSessions Sessions { get; }

    public ContextPatching Contexts { get; }

    public CardReindexing Reindexing { get; }

    public Task<ErasureReport> EraseAsync(string user) => Erasure.EraseAsync(user, By, _ => { }, None);

    /// <summary>Puts an item as documents show it.</summary>
    public Task PutAsync(string json) => _rig.Table.PutAsync(new Put(DynamoDbJson.Read(json)), None);

    public Task PutAsync(Item item) => _rig.Table.PutAsync(new Put(item), None);

    /// <summary>All items of the table, by their keys.</summary>
    public async Task<List<Item>> AllAsync()
    {
        var items = new List<Item>();
        await foreach (var item in _rig.Table.ScanAllAsync(new Scan(Consistency: Consistency.Strong)))
            items.Add(item);
        return [.. items.OrderBy(item => item.Key.ToString(), StringComparer.Ordinal)];
    }

    /// <summary>The records of all operations, the newest first.</summary>
    public async Task<List<AuditRecord>> RecordsAsync()
    {
        var records = new List<AuditRecord>();
        await foreach (var record in Audit.ListAsync(None))
            records.Add(record);
        return records;
    }

    /// <summary>The same table with pages of so many items.</summary>
    public static ITable Paged(ITable table, int limit) =>
        table.On((TableCall.Scan call, ITable next) => next.ScanAsync(call.Request with { Limit = limit }, None));
}
