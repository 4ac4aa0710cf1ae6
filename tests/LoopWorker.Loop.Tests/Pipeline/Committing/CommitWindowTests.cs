using FsCheck;
using FsCheck.Fluent;
using LoopWorker.Loop.Pipeline.Committing;

namespace LoopWorker.Loop.Tests.Pipeline.Committing;

public sealed class CommitWindowTests
{
    private const int Concurrency = 8;

    private static readonly TimeSpan Took = TimeSpan.FromMilliseconds(5);
    private readonly CommitWindow _window = new(Concurrency);

    [Fact]
    public void It_begins_with_one_small_transaction_and_each_full_one_makes_room_for_one_more_and_for_a_user_more_in_each()
    {
        Assert.Equal((4, 1), (_window.Users, _window.Commits));
        Widen(3);
        Assert.Equal((7, 4), (_window.Users, _window.Commits));
        Widen(100);
        Assert.Equal((CommitWindow.MostUsers, Concurrency), (_window.Users, _window.Commits));
    }

    [Fact]
    public void Slow_transactions_that_succeed_make_room_for_twice_as_much()
    {
        var sizes = new List<(int Users, int Commits)>();
        for (var i = 0; i < 4; i++)
        {
            _window.Widen(wasFull: true, TimeSpan.FromMilliseconds(400));
            sizes.Add((_window.Users, _window.Commits));
        }
        Assert.Equal([(8, 2), (16, 4), (32, 8), (CommitWindow.MostUsers, Concurrency)], sizes);
    }

    [Fact]
    public void A_transaction_that_was_not_full_shows_no_need_of_larger_ones()
    {
        for (var i = 0; i < 100; i++)
            _window.Widen(wasFull: false, TimeSpan.FromSeconds(1));
        Assert.Equal((4, Concurrency), (_window.Users, _window.Commits));
    }

    [Fact]
    public void A_narrower_window_has_fewer_transactions_first_and_smaller_ones_then()
    {
        Widen(20);
        var windows = new List<(int Users, int Commits)>();
        for (var i = 0; i < 9; i++)
        {
            _window.Halve();
            windows.Add((_window.Users, _window.Commits));
        }
        Assert.Equal([(24, 4), (24, 2), (24, 1), (12, 1), (6, 1), (3, 1), (1, 1), (1, 1), (1, 1)], windows);
    }

    [Fact]
    public void Once_halved_it_widens_slowly_to_larger_transactions_first_and_more_of_them_then()
    {
        Widen(20);
        for (var i = 0; i < 4; i++)
            _window.Halve();
        Assert.Equal((12, 1), (_window.Users, _window.Commits));
        Widen(10);
        Assert.InRange(_window.Users, 18, 20);
        Widen(20);
        Assert.Equal((CommitWindow.MostUsers, 1), (_window.Users, _window.Commits));
        Widen(16);
        Assert.Equal(2, _window.Commits);
        Widen(100);
        Assert.Equal(Concurrency, _window.Commits);
    }

    [Theory]
    [InlineData(0.05, true)]
    [InlineData(0.15, false)]
    public void It_widens_while_fewer_than_one_in_ten_are_cancelled_and_narrows_while_more_are(
        double cancelled,
        bool widens
    )
    {
        var random = new Random(1);
        Widen(44);
        for (var i = 0; i < 6; i++)
            _window.Halve();
        var before = _window.Users * _window.Commits;
        for (var i = 0; i < 500; i++)
            if (random.NextDouble() < cancelled)
                _window.Halve();
            else
                _window.Widen(wasFull: true, Took);
        Assert.Equal(widens, _window.Users * _window.Commits > before);
    }

    [Fact]
    public void There_is_always_room_for_one_user_and_never_for_more_than_fit() =>
        FsCheck.Check.One(
            Config.QuickThrowOnFailure,
            Prop.ForAll(
                Gen.Elements<bool?>(true, false, null).ListOf().ToArbitrary(),
                Gen.Choose(1, 64).ToArbitrary(),
                (steps, concurrency) =>
                {
                    var window = new CommitWindow(concurrency);
                    foreach (var wasFull in steps)
                    {
                        if (wasFull is { } full)
                            window.Widen(full, Took);
                        else
                            window.Halve();
                        Assert.InRange(window.Users, 1, CommitWindow.MostUsers);
                        Assert.InRange(window.Commits, 1, concurrency);
                    }
                }
            )
        );

    private void Widen(int times)
    {
        for (var i = 0; i < times; i++)
            _window.Widen(wasFull: true, Took);
    }
}
