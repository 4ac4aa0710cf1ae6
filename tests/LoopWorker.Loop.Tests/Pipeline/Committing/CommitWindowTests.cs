using FsCheck;
using FsCheck.Fluent;
using LoopWorker.Loop.Pipeline.Committing;

namespace LoopWorker.Loop.Tests.Pipeline.Committing;

public sealed class CommitWindowTests
{
    private const int Concurrency = 8;

    private readonly CommitWindow _window = new(Concurrency);

    [Fact]
    public void It_begins_with_one_small_transaction_and_widens_quickly_to_as_many_as_may_be()
    {
        Assert.Equal((4, 1), (_window.Users, _window.Commits));
        Widen(22);
        Assert.Equal((CommitWindow.MostUsers, Concurrency), (_window.Users, _window.Commits));
    }

    [Fact]
    public void A_narrower_window_has_fewer_transactions_first_and_smaller_ones_then()
    {
        Widen(22);
        var windows = new List<(int Users, int Commits)>();
        for (var i = 0; i < 9; i++)
        {
            _window.Halve();
            windows.Add((_window.Users, _window.Commits));
        }
        Assert.Equal([(48, 4), (48, 2), (48, 1), (24, 1), (12, 1), (6, 1), (3, 1), (1, 1), (1, 1)], windows);
    }

    [Fact]
    public void Once_halved_it_widens_slowly()
    {
        Widen(10);
        _window.Halve();
        Assert.Equal(18, _window.Users);
        Widen(10);
        Assert.InRange(_window.Users, 29, 31);
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
        Widen(12);
        for (var i = 0; i < 3; i++)
            _window.Halve();
        var before = _window.Users;
        for (var i = 0; i < 500; i++)
            if (random.NextDouble() < cancelled)
                _window.Halve();
            else
                _window.Widen();
        Assert.Equal(widens, _window.Users > before);
    }

    [Fact]
    public void There_is_always_room_for_one_user_and_never_for_more_than_fit() =>
        FsCheck.Check.One(
            Config.QuickThrowOnFailure,
            Prop.ForAll(
                Gen.Elements(true, false).ListOf().ToArbitrary(),
                Gen.Choose(1, 64).ToArbitrary(),
                (steps, concurrency) =>
                {
                    var window = new CommitWindow(concurrency);
                    foreach (var widen in steps)
                    {
                        if (widen)
                            window.Widen();
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
            _window.Widen();
    }
}
