using System.Threading.Channels;

namespace LoopWorker.VirtualTime.Tests;

public sealed class VirtualTimeTests
{
    private static readonly DateTimeOffset Start = new(2026, 1, 1, 0, 0, 0, TimeSpan.Zero);

    [Fact]
    public void A_day_of_waiting_takes_no_time() =>
        VirtualTimeScheduler.Run(
            Start,
            async clock =>
            {
                await Task.Delay(TimeSpan.FromDays(1), clock);
                Assert.Equal(Start.AddDays(1), clock.GetUtcNow());
            }
        );

    [Fact]
    public void A_standing_clock_shows_the_same_date_while_durations_go_on()
    {
        var clock = new VirtualClock(Start, WallClock.Standing);
        new VirtualTimeScheduler(clock).Run(async () =>
        {
            var before = clock.GetTimestamp();
            await Task.Delay(TimeSpan.FromMinutes(5), clock);
            Assert.Equal(Start, clock.GetUtcNow());
            Assert.Equal(TimeSpan.FromMinutes(5), clock.GetElapsedTime(before));
        });
    }

    [Fact]
    public void Timers_fire_in_order_of_due_times_and_then_of_setting()
    {
        var fired = new List<string>();
        VirtualTimeScheduler.Run(
            Start,
            clock => Task.WhenAll(Note("b", 2, clock), Note("a", 1, clock), Note("c", 2, clock))
        );
        Assert.Equal(["a", "b", "c"], fired);

        async Task Note(string name, int seconds, VirtualClock clock)
        {
            await Task.Delay(TimeSpan.FromSeconds(seconds), clock);
            fired.Add(name);
        }
    }

    [Fact]
    public void A_disposed_or_changed_timer_does_not_fire_at_its_old_time()
    {
        var clock = new VirtualClock(Start);
        var fired = 0;
        using (clock.CreateTimer(_ => fired++, null, TimeSpan.FromSeconds(1), Timeout.InfiniteTimeSpan)) { }
        using var moved = clock.CreateTimer(_ => fired += 10, null, TimeSpan.FromSeconds(1), Timeout.InfiniteTimeSpan);
        moved.Change(TimeSpan.FromSeconds(5), Timeout.InfiniteTimeSpan);
        clock.Advance(TimeSpan.FromSeconds(2));
        Assert.Equal(0, fired);
        clock.Advance(TimeSpan.FromSeconds(3));
        Assert.Equal(10, fired);
    }

    [Fact]
    public void A_periodic_timer_fires_again_and_again()
    {
        var clock = new VirtualClock(Start);
        var fired = 0;
        using var timer = clock.CreateTimer(_ => fired++, null, TimeSpan.FromSeconds(1), TimeSpan.FromSeconds(2));
        clock.Advance(TimeSpan.FromSeconds(6));
        Assert.Equal(3, fired);
    }

    [Fact]
    public void Work_that_can_never_end_is_an_error_and_no_hang() =>
        Assert.Throws<InvalidOperationException>(() =>
            VirtualTimeScheduler.Run(Start, _ => new TaskCompletionSource().Task)
        );

    [Fact]
    public void What_the_work_throws_comes_out() =>
        Assert.Throws<FormatException>(() =>
            VirtualTimeScheduler.Run(
                Start,
                async clock =>
                {
                    await Task.Delay(TimeSpan.FromSeconds(1), clock);
                    throw new FormatException();
                }
            )
        );

    [Fact]
    public void The_same_work_takes_the_same_steps()
    {
        Assert.Equal(Race(), Race());

        static (string, long) Race()
        {
            var scheduler = new VirtualTimeScheduler(new VirtualClock(Start));
            var log = new List<int>();
            scheduler.Run(async () =>
            {
                var channel = Channel.CreateBounded<int>(2);
                var readers = Enumerable.Range(0, 3).Select(reader => ReadAsync(reader, channel.Reader)).ToList();
                for (var i = 0; i < 20; i++)
                    await channel.Writer.WriteAsync(i);
                channel.Writer.Complete();
                await Task.WhenAll(readers);
            });
            return (string.Join(',', log), scheduler.Steps);

            async Task ReadAsync(int reader, ChannelReader<int> items)
            {
                while (await items.WaitToReadAsync())
                {
                    if (!items.TryRead(out var item))
                        continue;
                    log.Add(item * 10 + reader);
                    await Task.Delay(TimeSpan.FromMilliseconds(item % 3), scheduler.Clock);
                }
            }
        }
    }

    [Fact]
    public void Enrolled_work_begins_with_the_run_and_is_waited_for()
    {
        var scheduler = new VirtualTimeScheduler(new VirtualClock(Start));
        var order = new List<string>();
        var enrolled = scheduler.Enroll(async () =>
        {
            order.Add("enrolled");
            await Task.Delay(TimeSpan.FromHours(1), scheduler.Clock);
            order.Add("done");
        });
        Assert.Empty(order);
        scheduler.Run(() =>
        {
            order.Add("main");
            return Task.CompletedTask;
        });
        Assert.True(enrolled.IsCompletedSuccessfully);
        Assert.Equal(["enrolled", "main", "done"], order);
    }
}
