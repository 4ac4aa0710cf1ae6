using System.Collections.Concurrent;
using LoopWorker.Tables;
using LoopWorker.Tables.Requests;
using LoopWorker.Tables.Results;
using LoopWorker.Tables.Values;
using LoopWorker.Testing;

namespace LoopWorker.Loop.Tests.Pipeline.Threads;

/// <summary>Notes which markers each transaction wrote, and when it began and ended.</summary>
internal sealed class CommitLog(ITable table) : PassingTable(table)
{
    private readonly ConcurrentQueue<Commit> _commits = new();
    private int _instant;

    public IReadOnlyCollection<Commit> Commits => _commits;

    public override async Task<TransactionResult> TransactAsync(
        IReadOnlyList<Write> writes,
        string idempotencyToken,
        CancellationToken cancellation
    )
    {
        var begun = Interlocked.Increment(ref _instant);
        var result = await base.TransactAsync(writes, idempotencyToken, cancellation);
        var ended = Interlocked.Increment(ref _instant);
        if (result.Committed)
            foreach (var (place, write) in writes.Index().Where(write => write.Item.Key.Sort == "PROCESSED"))
                _commits.Enqueue(new Commit(write.Key, begun, ended, place));
        return result;
    }
}

/// <summary>An event that took effect.</summary>
/// <param name="Marker">Its marker.</param>
/// <param name="Begun">When its transaction began, in a count of all beginnings and ends.</param>
/// <param name="Ended">When it ended.</param>
/// <param name="Place">Its place in the transaction.</param>
internal sealed record Commit(ItemKey Marker, int Begun, int Ended, int Place)
{
    public bool IsBefore(Commit other) => Begun == other.Begun ? Place < other.Place : Ended < other.Begun;
}
