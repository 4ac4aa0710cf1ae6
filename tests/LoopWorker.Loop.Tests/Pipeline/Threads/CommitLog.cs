using System.Collections.Concurrent;
using LoopWorker.Tables;
using LoopWorker.Tables.Results;
using LoopWorker.Tables.Values;
using LoopWorker.Testing;

namespace LoopWorker.Loop.Tests.Pipeline.Threads;

/// <summary>Notes which markers each transaction wrote, and when it began and ended.</summary>
internal sealed class CommitLog(ITable table) : InterceptedTable(table)
{
    private readonly ConcurrentQueue<Commit> _commits = new();
    private int _instant;

    public IReadOnlyCollection<Commit> Commits => _commits;

    protected override async Task<T> CallAsync<T>(TableCall<T> call, ITable next)
    {
        if (call is not TableCall.Transact { Writes: var writes })
            return await call.MakeAsync(next);
        var begun = Interlocked.Increment(ref _instant);
        var result = await call.MakeAsync(next);
        var ended = Interlocked.Increment(ref _instant);
        if (result is TransactionResult { Committed: true })
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
