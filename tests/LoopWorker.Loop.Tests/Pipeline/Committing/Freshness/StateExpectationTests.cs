using LoopWorker.Loop.Pipeline.Committing.Freshness;

namespace LoopWorker.Loop.Tests.Pipeline.Committing.Freshness;

public sealed class StateExpectationTests
{
    private readonly StateExpectation _expectation = new();

    [Fact]
    public void Nothing_is_expected_before_anything_was_found()
    {
        Assert.Equal(0, _expectation.Duplicates);
        Assert.Equal(0, Stale(TimeSpan.FromHours(1)));
        Assert.Equal(0, Stale(TimeSpan.FromHours(1), wasLetGo: true));
        Assert.Equal(0, Stale(TimeSpan.Zero));
    }

    [Fact]
    public void Contexts_are_told_apart_by_how_long_they_have_been_known()
    {
        for (var i = 0; i < 5_000; i++)
        {
            Observe(TimeSpan.FromMilliseconds(5), isStale: false);
            Observe(TimeSpan.FromSeconds(10), isStale: i % 2 == 0);
        }
        Assert.Equal(0, Stale(TimeSpan.FromMilliseconds(6)));
        Assert.InRange(Stale(TimeSpan.FromSeconds(11)), 0.4, 0.5);
    }

    [Fact]
    public void Contexts_are_told_apart_by_whether_their_user_was_let_go()
    {
        var age = TimeSpan.FromSeconds(1);
        for (var i = 0; i < 5_000; i++)
        {
            Observe(age, isStale: false);
            Observe(age, isStale: i % 2 == 0, wasLetGo: true);
        }
        Assert.Equal(0, Stale(age));
        Assert.InRange(Stale(age, wasLetGo: true), 0.4, 0.5);
    }

    [Fact]
    public void Until_old_contexts_are_known_themselves_they_are_believed_to_be_as_stale_as_younger_ones()
    {
        var (young, old) = (TimeSpan.FromMilliseconds(5), TimeSpan.FromSeconds(10));
        for (var i = 0; i < 5_000; i++)
            Observe(young, isStale: i % 2 == 0);
        Assert.InRange(Stale(old), 0.4, 0.5);
        Assert.Equal(0, Stale(TimeSpan.FromMilliseconds(1)));

        for (var i = 0; i < 20_000; i++)
            Observe(old, isStale: false);
        Assert.InRange(Stale(old), 0, 0.1);
    }

    [Fact]
    public void A_worker_among_others_expects_them_to_have_been_at_work_until_it_knows_better()
    {
        var expectation = new StateExpectation(amongOthers: true);
        var age = TimeSpan.FromSeconds(1);
        Assert.InRange(expectation.Stale(age, wasLetGo: false), 0.005, 0.005);
        Assert.InRange(expectation.Duplicates, 0.005, 0.005);
        for (var i = 0; i < 10_000; i++)
            expectation.ObserveContext(age, wasLetGo: false, isStale: false);
        expectation.ObserveEvents(10_000, duplicates: 0);
        Assert.InRange(expectation.Stale(age, wasLetGo: false), 0, 0.0005);
        Assert.InRange(expectation.Duplicates, 0, 0.0005);
    }

    [Fact]
    public void A_worker_among_others_never_trusts_a_context_whose_user_was_let_go()
    {
        var expectation = new StateExpectation(amongOthers: true);
        var age = TimeSpan.FromSeconds(1);
        for (var i = 0; i < 10_000; i++)
            expectation.ObserveContext(age, wasLetGo: true, isStale: false);
        var reading = ReadingPolicy.Choose([.. Enumerable.Repeat(expectation.Stale(age, wasLetGo: true), 20)], 20, 0);
        Assert.Equal(Enumerable.Repeat(true, 20), reading.Contexts);
    }

    [Fact]
    public void What_is_written_between_a_read_and_the_commit_a_read_does_not_spare()
    {
        var age = TimeSpan.FromSeconds(1);
        for (var i = 0; i < 10_000; i++)
        {
            Observe(TimeSpan.Zero, isStale: i % 4 == 0);
            Observe(age, isStale: i % 2 == 0);
        }
        Assert.InRange(Stale(age), 0.2, 0.3);
        Assert.Equal(0, Stale(TimeSpan.Zero));
    }

    [Fact]
    public void When_the_others_have_gone_nothing_is_expected_of_them_any_more()
    {
        for (var i = 0; i < 2_000; i++)
            _expectation.ObserveEvents(1, duplicates: 1);
        Assert.InRange(_expectation.Duplicates, 0.8, 1);
        for (var i = 0; i < 20_000; i++)
            _expectation.ObserveEvents(1, duplicates: 0);
        Assert.InRange(_expectation.Duplicates, 0, 0.001);
    }

    private double Stale(TimeSpan age, bool wasLetGo = false) => _expectation.Stale(age, wasLetGo);

    private void Observe(TimeSpan age, bool isStale, bool wasLetGo = false) =>
        _expectation.ObserveContext(age, wasLetGo, isStale);
}
