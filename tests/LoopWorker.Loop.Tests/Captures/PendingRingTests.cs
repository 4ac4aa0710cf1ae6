using FsCheck;
using FsCheck.Fluent;
using LoopWorker.Loop.Captures;

namespace LoopWorker.Loop.Tests.Captures;

public sealed class PendingRingTests
{
    [Fact]
    public void Captures_of_the_same_second_get_keys_of_their_own() =>
        Assert.Equal(101, PendingRing.NextKey([99, 100], 100));

    [Fact]
    public void A_later_second_is_its_own_key() => Assert.Equal(200, PendingRing.NextKey([99, 100], 200));

    [Fact]
    public void A_clock_that_went_back_makes_no_key_twice() => Assert.Equal(101, PendingRing.NextKey([99, 100], 50));

    [Fact]
    public void A_ring_never_holds_too_many_never_loses_the_newest_and_repeats_no_key() =>
        Prop.ForAll(
                Gen.Choose(0, 5).Select(value => (long)value).ListOf().ToArbitrary(),
                Gen.Choose(1, 12).ToArbitrary(),
                (steps, capacity) =>
                {
                    IReadOnlyList<long> ring = [];
                    var given = new List<long>();
                    var gone = new List<long>();
                    var now = 1_000L;
                    foreach (var step in steps)
                    {
                        now += step - 1;
                        var key = PendingRing.NextKey(ring, now);
                        given.Add(key);
                        (ring, var fallenOut) = PendingRing.Add(ring, key, capacity);
                        gone.AddRange(fallenOut);
                    }
                    Assert.Equal(given.Count, given.Distinct().Count());
                    Assert.Equal(given.Order().TakeLast(capacity), ring);
                    Assert.Equal(given.Order(), ring.Concat(gone).Order());
                }
            )
            .QuickCheckThrowOnFailure();

    [Fact]
    public void A_key_that_an_agent_took_finds_its_place_in_the_ring()
    {
        var (ring, fallenOut) = PendingRing.Add([10, 30], 20, 2);
        Assert.Equal([20L, 30L], ring);
        Assert.Equal([10L], fallenOut);
    }

    [Fact]
    public void A_key_that_is_there_is_not_added_again()
    {
        var (ring, fallenOut) = PendingRing.Add([10, 20], 20, 2);
        Assert.Equal([10L, 20L], ring);
        Assert.Empty(fallenOut);
    }
}
