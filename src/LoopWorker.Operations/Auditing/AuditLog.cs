using System.Globalization;
using System.Runtime.CompilerServices;
using LoopWorker.Core;
using LoopWorker.Loop.Storage;
using LoopWorker.Tables;
using LoopWorker.Tables.Patterns.Locking;
using LoopWorker.Tables.Requests;
using LoopWorker.Tables.Results;
using LoopWorker.Tables.Values;

namespace LoopWorker.Operations.Auditing;

/// <summary>
/// The records of all operations, in the worker's table: items <c>OPERATIONS</c>, <c>{start}#{id}</c> with <c>record</c> (JSON) and
/// <c>ttl</c>.
/// </summary>
public sealed class AuditLog(ITable table, Randomness randomness, TimeProvider time)
{
    /// <summary>The partition of all records.</summary>
    public const string Partition = "OPERATIONS";

    /// <summary>How long a record is kept.</summary>
    public static TimeSpan Lifetime { get; } = TimeSpan.FromDays(400);

    private const string RecordName = "record";

    /// <summary>A record of an operation that begins now. It is not written yet.</summary>
    public AuditRecord Begin(string operation, string subject, Operator by) =>
        new()
        {
            Id = randomness.NextId()[..AuditRecord.IdLength],
            Operation = operation,
            Subject = subject,
            By = by,
            StartedAt = time.GetUtcNow(),
            Outcome = Outcomes.Running,
        };

    /// <summary>Writes a record, over an earlier one of the same operation. One write.</summary>
    /// <exception cref="TableException">If the table fails.</exception>
    public async Task WriteAsync(AuditRecord record, CancellationToken cancellation) =>
        await table.PutAsync(new Put(ItemOf(record)), cancellation);

    /// <summary>Writes a record, if the lock is held still: false if it is not. One transaction.</summary>
    /// <exception cref="TableException">If the table fails.</exception>
    public async Task<bool> WriteAsync(AuditRecord record, HeldLock under, CancellationToken cancellation) =>
        await table.TransactAsync([under.Guard, new Put(ItemOf(record))], randomness.NextId(), cancellation)
            is { Committed: true };

    /// <summary>Writes that an operation has ended, and how.</summary>
    /// <exception cref="TableException">If the table fails.</exception>
    public Task EndAsync(AuditRecord record, string outcome, CancellationToken cancellation) =>
        WriteAsync(record with { Outcome = outcome, EndedAt = time.GetUtcNow() }, cancellation);

    /// <summary>All records, the newest first. A page of records is one read.</summary>
    /// <exception cref="TableException">If the table fails.</exception>
    public async IAsyncEnumerable<AuditRecord> ListAsync([EnumeratorCancellation] CancellationToken cancellation)
    {
        await foreach (var item in table.QueryAllAsync(new Query(Partition, Descending: true), cancellation))
            if (item[RecordName]?.AsString is { } json && AuditRecord.FromJson(json) is { } record)
                yield return record;
    }

    private static Item ItemOf(AuditRecord record) =>
        new Item(
            new ItemKey(
                Partition,
                string.Create(
                    CultureInfo.InvariantCulture,
                    $"{record.StartedAt.UtcDateTime:yyyy-MM-dd'T'HH:mm:ss.fff'Z'}#{record.Id}"
                )
            )
        )
            .With(RecordName, record.ToJson())
            .With(Attributes.TimeToLive, (record.StartedAt + Lifetime).ToUnixTimeSeconds());
}
