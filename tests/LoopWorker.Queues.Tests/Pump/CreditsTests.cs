using LoopWorker.Queues.Pump;
using LoopWorker.VirtualTime;

namespace LoopWorker.Queues.Tests.Pump;

public sealed class CreditsTests
{
    private static readonly DateTimeOffset Start = new(2026, 1, 1, 0, 0, 0, TimeSpan.Zero);
    private static readonly TimeSpan Linger = TimeSpan.FromMilliseconds(5);

    [Fact]
    public void A_full_batch_is_taken_at_once() =>
        VirtualTimeScheduler.Run(
            Start,
            async clock =>
            {
                var credits = new Credits(25, Linger, clock);
                Assert.Equal(10, await credits.TakeAsync(10, CancellationToken.None));
                Assert.Equal(10, await credits.TakeAsync(10, CancellationToken.None));
                Assert.Equal(TimeSpan.Zero, clock.Elapsed);
                Assert.Equal(20, credits.InUse);
            }
        );

    [Fact]
    public void A_few_are_taken_after_a_short_wait_so_that_one_slow_message_stalls_nothing() =>
        VirtualTimeScheduler.Run(
            Start,
            async clock =>
            {
                var credits = new Credits(10, Linger, clock);
                await credits.TakeAsync(7, CancellationToken.None);
                Assert.Equal(3, await credits.TakeAsync(10, CancellationToken.None));
                Assert.Equal(Linger, clock.Elapsed);
            }
        );

    [Fact]
    public void With_none_left_whoever_wants_some_waits_until_they_come_back() =>
        VirtualTimeScheduler.Run(
            Start,
            async clock =>
            {
                var credits = new Credits(10, Linger, clock);
                await credits.TakeAsync(10, CancellationToken.None);
                var waiting = credits.TakeAsync(10, CancellationToken.None).AsTask();
                await Task.Delay(TimeSpan.FromHours(1), clock);
                Assert.False(waiting.IsCompleted);
                credits.Return(10);
                Assert.Equal(10, await waiting);
            }
        );

    [Fact]
    public void A_lower_limit_holds_for_what_is_taken_from_then_on() =>
        VirtualTimeScheduler.Run(
            DateTimeOffset.UnixEpoch,
            async clock =>
            {
                var credits = new Credits(20, Linger, clock);
                var limit = credits.AddLimit();
                Assert.Equal(10, await credits.TakeAsync(10, CancellationToken.None));
                limit.Value = 4;
                Assert.Equal((0, 10), (credits.Free, credits.InUse));
                var waiting = credits.TakeAsync(10, CancellationToken.None).AsTask();
                credits.Return(6);
                await Task.Delay(Linger, clock);
                Assert.False(waiting.IsCompleted);
                credits.Return(4);
                Assert.Equal(4, await waiting);
                limit.Value = 20;
                Assert.Equal(16, credits.Free);
            }
        );

    [Fact]
    public void Of_several_limits_the_lowest_holds() =>
        VirtualTimeScheduler.Run(
            Start,
            async clock =>
            {
                var credits = new Credits(20, Linger, clock);
                var (one, other) = (credits.AddLimit(), credits.AddLimit());
                Assert.Equal(20, credits.Limit);
                one.Value = 8;
                other.Value = 5;
                Assert.Equal(5, credits.Limit);
                await credits.TakeAsync(5, CancellationToken.None);
                var waiting = credits.TakeAsync(3, CancellationToken.None).AsTask();
                one.Value = 20;
                Assert.Equal(5, credits.Limit);
                other.Value = 8;
                Assert.Equal(3, await waiting);
            }
        );

    [Theory]
    [InlineData(0)]
    [InlineData(21)]
    public void A_limit_is_from_one_to_the_total(int value)
    {
        var limit = new Credits(20, Linger, TimeProvider.System).AddLimit();
        Assert.Throws<ArgumentOutOfRangeException>(() => limit.Value = value);
        Assert.Equal(20, limit.Value);
    }

    [Fact]
    public void Waiting_ends_with_its_token() =>
        VirtualTimeScheduler.Run(
            Start,
            async clock =>
            {
                var credits = new Credits(1, Linger, clock);
                await credits.TakeAsync(1, CancellationToken.None);
                using var stop = new CancellationTokenSource();
                var waiting = credits.TakeAsync(1, stop.Token).AsTask();
                stop.Cancel();
                await Assert.ThrowsAnyAsync<OperationCanceledException>(() => waiting);
            }
        );

    [Fact]
    public void Who_asks_first_is_served_first_even_before_one_who_has_just_given_some_back() =>
        VirtualTimeScheduler.Run(
            Start,
            async clock =>
            {
                var credits = new Credits(10, Linger, clock);
                await credits.TakeAsync(10, CancellationToken.None);
                var first = credits.TakeAsync(10, CancellationToken.None).AsTask();
                var second = credits.TakeAsync(10, CancellationToken.None).AsTask();
                credits.Return(10);
                var again = credits.TakeAsync(10, CancellationToken.None).AsTask();
                Assert.Equal(10, await first);
                Assert.False(second.IsCompleted || again.IsCompleted);
                credits.Return(10);
                Assert.Equal(10, await second);
                credits.Return(10);
                Assert.Equal(10, await again);
            }
        );

    [Fact]
    public void One_who_gives_up_waiting_holds_up_no_one_behind() =>
        VirtualTimeScheduler.Run(
            Start,
            async clock =>
            {
                var credits = new Credits(10, Linger, clock);
                await credits.TakeAsync(10, CancellationToken.None);
                using var stop = new CancellationTokenSource();
                var first = credits.TakeAsync(10, stop.Token).AsTask();
                var second = credits.TakeAsync(10, stop.Token).AsTask();
                var third = credits.TakeAsync(10, CancellationToken.None).AsTask();
                stop.Cancel();
                await Assert.ThrowsAnyAsync<OperationCanceledException>(() => first);
                await Assert.ThrowsAnyAsync<OperationCanceledException>(() => second);
                credits.Return(10);
                Assert.Equal(10, await third);
            }
        );

    [Fact]
    public void Of_few_credits_nobody_takes_more_than_leaves_some_for_each() =>
        VirtualTimeScheduler.Run(
            Start,
            async clock =>
            {
                var credits = new Credits(100, Linger, clock) { Receivers = 4 };
                credits.AddLimit().Value = 10;
                for (var i = 0; i < 4; i++)
                    Assert.Equal(2, await credits.TakeAsync(10, CancellationToken.None));
                credits.Return(8);
                credits.Receivers = 3;
                Assert.Equal(3, await credits.TakeAsync(10, CancellationToken.None));
            }
        );

    [Fact]
    public void However_low_the_limit_there_is_one_for_each() =>
        VirtualTimeScheduler.Run(
            Start,
            async clock =>
            {
                var credits = new Credits(20, Linger, clock) { Receivers = 5 };
                credits.AddLimit().Value = 2;
                for (var i = 0; i < 5; i++)
                    Assert.Equal(1, await credits.TakeAsync(10, CancellationToken.None));
                Assert.Equal(0, credits.Free);
            }
        );
}
