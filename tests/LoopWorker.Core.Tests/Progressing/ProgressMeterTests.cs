using FsCheck.Fluent;
using LoopWorker.Core.Progressing;
using LoopWorker.VirtualTime;

namespace LoopWorker.Core.Tests.Progressing;

public sealed class ProgressMeterTests
{
    private readonly VirtualClock _clock = new(DateTimeOffset.UnixEpoch);

    [Fact]
    public void Without_work_nothing_stands_however_long_ago_it_moved()
    {
        var meter = new ProgressMeter(_clock);
        meter.Took(3);
        meter.Done(3);
        _clock.Advance(TimeSpan.FromHours(1));
        Assert.Equal(default, meter.Progress);
    }

    [Fact]
    public void It_stands_from_when_it_took_up_the_first_of_nothing_and_not_from_when_more_came()
    {
        var meter = new ProgressMeter(_clock);
        _clock.Advance(TimeSpan.FromHours(1));
        meter.Took();
        _clock.Advance(TimeSpan.FromSeconds(5));
        meter.Took(2);
        Assert.Equal(new Progress(3, TimeSpan.FromSeconds(5)), meter.Progress);
    }

    [Fact]
    public void It_moves_with_what_is_dealt_with_and_when_it_says_so()
    {
        var meter = new ProgressMeter(_clock);
        meter.Took(2);
        _clock.Advance(TimeSpan.FromSeconds(5));
        meter.Done();
        _clock.Advance(TimeSpan.FromSeconds(1));
        Assert.Equal(new Progress(1, TimeSpan.FromSeconds(1)), meter.Progress);
        meter.Moved();
        Assert.Equal(new Progress(1, TimeSpan.Zero), meter.Progress);
        meter.Done(0);
        _clock.Advance(TimeSpan.FromSeconds(2));
        Assert.Equal(new Progress(1, TimeSpan.FromSeconds(2)), meter.Progress);
    }

    [Fact]
    public void What_is_dealt_with_before_it_is_counted_leaves_nothing_behind()
    {
        var meter = new ProgressMeter(_clock);
        meter.Done();
        Assert.Equal(default, meter.Progress);
        _clock.Advance(TimeSpan.FromSeconds(5));
        meter.Took();
        Assert.Equal(default, meter.Progress);
    }

    [Fact]
    public void Whatever_happens_it_counts_what_is_left_and_the_time_since_it_moved() =>
        Property.Holds(
            Gen.Choose(-3, 4).ListOf(),
            steps =>
            {
                var clock = new VirtualClock(DateTimeOffset.UnixEpoch);
                var meter = new ProgressMeter(clock);
                var (pending, movedAt) = (0, TimeSpan.Zero);
                foreach (var step in steps)
                {
                    clock.Advance(TimeSpan.FromSeconds(1));
                    if (step > 0)
                    {
                        movedAt = pending == 0 ? clock.Elapsed : movedAt;
                        meter.Took(step);
                        pending += step;
                    }
                    else if (Math.Min(-step, pending) is var done and > 0)
                    {
                        movedAt = clock.Elapsed;
                        meter.Done(done);
                        pending -= done;
                    }
                    Assert.Equal(
                        pending == 0 ? default : new Progress(pending, clock.Elapsed - movedAt),
                        meter.Progress
                    );
                }
            }
        );

    [Fact]
    public async Task Nothing_is_miscounted_between_threads_and_what_moves_never_seems_to_stand()
    {
        var meter = new ProgressMeter(TimeProvider.System);
        using var stop = new CancellationTokenSource();
        var longest = TimeSpan.Zero;
        var reading = Task.Run(() =>
        {
            while (!stop.IsCancellationRequested)
                longest = meter.Progress.Still is var still && still > longest ? still : longest;
        });
        await Parallel.ForAsync(
            0,
            20_000,
            (i, _) =>
            {
                meter.Took(i % 3 + 1);
                meter.Done(i % 3 + 1);
                return ValueTask.CompletedTask;
            }
        );
        await stop.CancelAsync();
        await reading;
        Assert.Equal(default, meter.Progress);
        Assert.True(longest < TimeSpan.FromSeconds(5), $"It seemed to stand for {longest}.");
    }

    [Fact]
    public void Of_several_parts_the_one_that_stands_longest_counts() =>
        Assert.Equal(
            new Progress(6, TimeSpan.FromSeconds(9)),
            Progress.Of(
                [new Progress(1, TimeSpan.FromSeconds(2)), new Progress(5, TimeSpan.FromSeconds(9)), default],
                static part => part
            )
        );
}
