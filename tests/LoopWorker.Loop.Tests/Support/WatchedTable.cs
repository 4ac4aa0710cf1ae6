using LoopWorker.Loop.Storage;
using LoopWorker.Tables;
using LoopWorker.Tables.Requests;
using LoopWorker.Tables.Results;
using LoopWorker.Testing;

namespace LoopWorker.Loop.Tests.Support;

/// <summary>A table whose transactions a test may answer itself, and that notes the markers of those that take place.</summary>
internal sealed class WatchedTable(ITable table) : InterceptedTable(table)
{
    /// <summary>Ids of the events committed, in order.</summary>
    public List<string> Committed { get; } = [];

    /// <summary>Ids of the events of each transaction that was asked for.</summary>
    public List<List<string>> Asked { get; } = [];

    /// <summary>Answers in the table's stead; null lets it answer.</summary>
    public Func<IReadOnlyList<Write>, Task<TransactionResult?>> Answer { get; init; } =
        _ => Task.FromResult<TransactionResult?>(null);

    protected override async Task<T> CallAsync<T>(TableCall<T> call, ITable next)
    {
        if (call is not TableCall.Transact { Writes: var writes })
            return await call.MakeAsync(next);
        var events = EventsOf(writes);
        Asked.Add(events);
        if (await Answer(writes) is { } answer)
            return (T)(object)answer;
        var result = await call.MakeAsync(next);
        if (result is TransactionResult { Committed: true })
            Committed.AddRange(events);
        return result;
    }

    /// <summary>The ids of the events whose markers are among the writes.</summary>
    public static List<string> EventsOf(IReadOnlyList<Write> writes) =>
        [
            .. writes
                .Where(write => write.Key.Sort == "PROCESSED")
                .Select(write => write.Key.Partition[(write.Key.Partition.IndexOf('#') + 1)..]),
        ];

    /// <summary>A cancellation that concerns the writes of a partition.</summary>
    public static TransactionResult Cancelled(IReadOnlyList<Write> writes, CancellationCode code, string user) =>
        new(
            [
                .. writes.Select(write =>
                    write.Key.Partition == Keys.User(user) ? new CancellationReason(code) : CancellationReason.None
                ),
            ],
            default
        );
}
