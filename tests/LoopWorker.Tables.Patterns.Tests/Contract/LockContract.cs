using LoopWorker.Tables.Patterns.Locking;
using LoopWorker.Tables.Patterns.Tests.Locking;
using LoopWorker.Tables.Requests;
using LoopWorker.Tables.Values;
using LoopWorker.Testing;

namespace LoopWorker.Tables.Patterns.Tests.Contract;

public abstract class LockContract : PatternContract
{
    private static readonly TimeSpan Long = TimeSpan.FromMinutes(10);
    private static readonly TimeSpan Short = TimeSpan.FromMilliseconds(300);

    private static readonly KeySchema Keys = new("key");

    private Task RunAsync(Func<ITable, DistributedLock, TimeProvider, Task> test) =>
        RunAsync(async time =>
        {
            var table = await CreateTableAsync(DistributedLock.Definition(FreshName()), time);
            await test(table, new DistributedLock(table, Chance, time), time);
        });

    [Fact]
    public Task A_lock_is_taken_once_until_it_is_released() =>
        RunAsync(
            async (table, locks, time) =>
            {
                var held = await locks.TryAcquireAsync("a", Long);
                Assert.True(held!.IsHeld);
                Assert.Null(await locks.TryAcquireAsync("a", Long));
                Assert.Null(await new DistributedLock(table, Chance, time).TryAcquireAsync("a", Long));
                Assert.NotNull(await locks.TryAcquireAsync("b", Long));
                Assert.True(await held.ReleaseAsync());
                Assert.False(held.IsHeld);
                Assert.False(await held.ReleaseAsync());
                var next = await locks.TryAcquireAsync("a", Long);
                Assert.True(next!.FencingToken > held.FencingToken);
            }
        );

    [Fact]
    public Task Of_many_callers_one_gets_it() =>
        RunAsync(
            async (table, _, time) =>
            {
                var tries = await AllAsync(
                    Many,
                    _ => new DistributedLock(table, Chance, time).TryAcquireAsync("a", Long)
                );
                Assert.Single(tries, held => held is not null);
            }
        );

    [Fact]
    public Task The_item_says_when_it_expires_as_documented() =>
        RunAsync(
            async (table, locks, time) =>
            {
                var before = time.GetUtcNow().ToUnixTimeSeconds();
                await locks.TryAcquireAsync("a", TimeSpan.FromSeconds(30));
                var stored = (await StoredAsync(table, Keys.Key("a")))!;
                Assert.InRange(stored["expiresAt"]!.AsInt64!.Value, before + 30, before + 60);
            }
        );

    [Fact]
    public Task Who_only_knows_the_documented_layout_can_take_part() =>
        RunAsync(
            async (table, locks, time) =>
            {
                var now = time.GetUtcNow().ToUnixTimeSeconds();
                await PutAsync(table, Item.Of(Keys.Key("held"), ("expiresAt", now + 600)));
                await PutAsync(table, Item.Of(Keys.Key("over"), ("expiresAt", now)));
                Assert.Null(await locks.TryAcquireAsync("held", Long));
                var taken = await locks.TryAcquireAsync("over", Long);
                Assert.NotNull(taken);
                await taken.ReleaseAsync();
                // Its condition for taking a lock that is there.
                var released = (await StoredAsync(table, Keys.Key("over")))!;
                Assert.True(released["expiresAt"]!.AsInt64 <= now);
                await PutAsync(table, released.With("expiresAt", now + 600));
                Assert.Null(await locks.TryAcquireAsync("over", Long));
            }
        );

    [Fact]
    public Task A_holder_that_stands_still_loses_it_and_cannot_release_its_successors() =>
        RunAsync(
            async (table, locks, time) =>
            {
                var still = await locks.TryAcquireAsync("a", Short);
                var other = new DistributedLock(table, Chance, time);
                var next = await other.TryAcquireAsync("a", Long, patience: TimeSpan.FromMinutes(1));
                Assert.NotNull(next);
                Assert.False(still!.IsHeld);
                Assert.False(await still.RenewAsync());
                Assert.False(await still.ReleaseAsync());
                Assert.True(next.FencingToken > still.FencingToken);
                Assert.Null(await other.TryAcquireAsync("a", Long));
                Assert.True(await next.RenewAsync());
            }
        );

    [Fact]
    public Task A_released_lock_is_free_at_once_for_those_whose_clocks_are_behind() =>
        RunAsync(
            async (table, locks, time) =>
            {
                var held = await locks.TryAcquireAsync("a", Long);
                await held!.ReleaseAsync();
                var behind = new SkewedTime(time, TimeSpan.FromSeconds(-30));
                var next = await new DistributedLock(table, Chance, behind).TryAcquireAsync("a", Long);
                Assert.True(next!.FencingToken > held.FencingToken);
            }
        );

    [Fact]
    public Task A_call_that_is_made_twice_because_its_answer_was_lost_says_what_the_first_did() =>
        RunAsync(
            async (table, _, time) =>
            {
                var repeating = table.On(
                    async (TableCall.Put call, ITable next) =>
                    {
                        await call.MakeAsync(next);
                        return await call.MakeAsync(next);
                    }
                );
                var held = await new DistributedLock(repeating, Chance, time).TryAcquireAsync("a", Long);
                Assert.True(await held!.RenewAsync());
                Assert.True(await held.ReleaseAsync());
            }
        );

    [Fact]
    public Task A_write_can_rest_on_the_lock() =>
        RunAsync(
            async (table, locks, _) =>
            {
                var held = (await locks.TryAcquireAsync("a", Long))!;
                var write = new Put(Item.Of(Keys.Key("data"), ("token", held.FencingToken)));
                Assert.True((await table.TransactAsync([write, held.Guard], "1", CancellationToken.None)).Committed);
                await held.ReleaseAsync();
                Assert.False((await table.TransactAsync([write, held.Guard], "2", CancellationToken.None)).Committed);
            }
        );

    [Fact]
    public Task Many_who_wait_get_it_one_after_another_and_lose_nothing() =>
        RunAsync(
            async (table, _, time) =>
            {
                var key = Keys.Key("count");
                await AllAsync(
                    Many,
                    async _ =>
                    {
                        var locks = new DistributedLock(
                            table,
                            Chance,
                            time,
                            new LockOptions { Looks = new(TimeSpan.FromMilliseconds(5), TimeSpan.FromMilliseconds(50)) }
                        );
                        await using var held = await locks.TryAcquireAsync("a", Long, TimeSpan.FromMinutes(5));
                        // Read and written in two steps: only the lock keeps the count.
                        var count = (await StoredAsync(table, key))?["n"]?.AsInt64 ?? 0;
                        await PutAsync(table, Item.Of(key, ("n", count + 1)));
                        return held!.FencingToken;
                    }
                );
                Assert.Equal(Many, (await StoredAsync(table, key))!["n"]!.AsInt64);
            }
        );
}
