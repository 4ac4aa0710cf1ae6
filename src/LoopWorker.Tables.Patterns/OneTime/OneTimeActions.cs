using System.Globalization;
using LoopWorker.Core;
using LoopWorker.Tables.Conditions;
using LoopWorker.Tables.Patterns.Locking;
using LoopWorker.Tables.Patterns.Partitioned;
using LoopWorker.Tables.Requests;
using LoopWorker.Tables.Values;

namespace LoopWorker.Tables.Patterns.OneTime;

/// <summary>Actions that are done once for each user: a welcome, a notice. Of any number of callers at once, one does it.</summary>
/// <remarks>
/// <para>
/// It is claimed, done, and marked as done: two writes. An action that fails, or is cancelled, gives its claim back, and the next caller
/// does it again. If the process dies in it, the next caller does so when the claim's lease is over. Nobody can tell whether such an action
/// had its effect: let it be one that can be repeated, with the user and the action as its idempotency key, or switch
/// <see cref="OneTimeOptions.IsRepeated"/> off.
/// </para>
/// <para>
/// An item lies in a <see cref="PartitionedKeyValueTable"/>: partition = the user, namespace <c>users</c>, sort <c>do_once.{action}</c>,
/// <c>data</c> = the Unix millisecond at which it was done. While it is claimed, <c>data</c> is empty, which readers of the layout take
/// for "not done".
/// </para>
/// </remarks>
/// <param name="table">A table as <see cref="PartitionedKeyValueTable.Definition"/> describes.</param>
/// <param name="randomness">Names the claims, and spreads those who wait.</param>
/// <param name="time">Measures leases, and says when something is done.</param>
/// <param name="options">How claims are kept.</param>
public sealed class OneTimeActions(
    ITable table,
    Randomness randomness,
    TimeProvider time,
    OneTimeOptions? options = null
)
{
    private const string Data = PartitionedKeyValueTable.Data;

    private readonly OneTimeOptions _options = options ?? new OneTimeOptions();
    private readonly Leases _claims = new(
        table,
        randomness,
        time,
        new LockOptions { TrustedClockSkew = (options ?? new OneTimeOptions()).TrustedClockSkew }
    );

    /// <summary>Does the action, unless it is done or another is doing it.</summary>
    /// <param name="user">For whom.</param>
    /// <param name="action">Which, by its name.</param>
    /// <param name="work">Does it. Its token is cancelled at the time-out, and when the claim is lost.</param>
    /// <param name="patience">How long to wait for another who is doing it; not at all by default.</param>
    /// <param name="cancellation">Stops waiting, and the action.</param>
    /// <remarks>What the action throws comes through, after its claim is given back.</remarks>
    public async Task<OneTimeResult<T>> DoOnceAsync<T>(
        string user,
        string action,
        Func<CancellationToken, Task<T>> work,
        TimeSpan patience = default,
        CancellationToken cancellation = default
    )
    {
        var claimed = new ClaimedAction(KeyOf(user, action), _options.IsRepeated);
        var (claim, stored) = await _claims.TryAcquireAsync(claimed, _options.Lease, patience, cancellation);
        if (claim is null)
            return MarkOf(stored) is { } mark
                ? new(OneTimeState.AlreadyDone, mark.At, default)
                : new(OneTimeState.UnderWay, null, default);
        T response = default!;
        try
        {
            using var limit = CancellationTokenSource.CreateLinkedTokenSource(cancellation);
            using var timeout = new CancellationTokenSource(
                _options.Timeout ?? System.Threading.Timeout.InfiniteTimeSpan,
                time
            );
            using var expiring = timeout.Token.Register(limit.Cancel);
            await claim.KeptWhileAsync(async token => response = await work(token), time, limit.Token);
        }
        catch when (_options.IsRepeated)
        {
            await claim.ReleaseAsync(CancellationToken.None);
            throw;
        }
        var at = time.GetUtcNow();
        var isMarked = await claim.EndAsync(
            held => new Put(Done(claimed.Item.Key, at), held.IsHeld),
            CancellationToken.None
        );
        return new(isMarked ? OneTimeState.Done : OneTimeState.Overtaken, at, response);
    }

    /// <summary>When the action was done; null if it is not done.</summary>
    public async Task<DoneMark?> HaveAlreadyDoneAsync(
        string user,
        string action,
        CancellationToken cancellation = default
    ) => MarkOf((await table.GetAsync(KeyOf(user, action), Consistency.Strong, cancellation)).Item);

    /// <summary>Marks the action as done, if it is not, and says when it was done.</summary>
    public async Task<DateTimeOffset?> MarkDoneAsync(
        string user,
        string action,
        CancellationToken cancellation = default
    )
    {
        var now = time.GetUtcNow();
        var isOpen = Condition.NoItem | Condition.Equal(Data, "");
        var result = await table.PutAsync(new Put(Done(KeyOf(user, action), now), isOpen), cancellation);
        return result.Succeeded ? now : MarkOf(result.Stored)?.At;
    }

    /// <summary>Forgets that the action is done, or under way: the next caller does it.</summary>
    public Task ClearAsync(string user, string action, CancellationToken cancellation = default) =>
        table.DeleteAsync(new Delete(KeyOf(user, action)), cancellation);

    private static ItemKey KeyOf(string user, string action) =>
        new CompoundKey(user, "users", $"do_once.{action}").ItemKey;

    private static Item Done(ItemKey key, DateTimeOffset at) =>
        Item.Of(key, (Data, at.ToUnixTimeMilliseconds().ToString(CultureInfo.InvariantCulture)));

    private static DoneMark? MarkOf(Item? item) =>
        item?[Data]?.AsString is not { Length: > 0 } text ? null
        : long.TryParse(text, CultureInfo.InvariantCulture, out var milliseconds)
            ? new DoneMark(DateTimeOffset.FromUnixTimeMilliseconds(milliseconds))
        : new DoneMark(null);

    /// <summary>The item of an action that is under way.</summary>
    private sealed class ClaimedAction(ItemKey key, bool isRepeated) : LeasedItem
    {
        public override Item Item { get; } = Item.Of(key, (Data, ""));

        public override Condition IsFree(DateTimeOffset now, long fencing) => Condition.NoItem;

        public override bool IsSettled(Item stored) => MarkOf(stored) is not null;

        public override bool IsTakenOver => isRepeated;

        public override Write Release(LockRecord held, DateTimeOffset now) => new Delete(key, held.IsHeld);
    }
}
