using LoopWorker.Loop.Events.Types.GeofenceCrossings;
using LoopWorker.Loop.Locations;
using LoopWorker.Loop.Tests.Support;
using LoopWorker.Loop.Users;
using LoopWorker.Messages.Types.GeofenceCrossings;

namespace LoopWorker.Loop.Tests.Locations;

public sealed class PresenceTests
{
    private static readonly long Now = Make.Now.ToUnixTimeSeconds();

    [Theory]
    [InlineData(Transition.Enter)]
    [InlineData(Transition.Dwell)]
    public void Entering_or_staying_sets_the_location_as_of_when_it_happened(Transition transition) =>
        Assert.Equal(new CurrentLocation("m1", Now - 60), After((transition, "m1", -60)));

    [Fact]
    public void An_entry_older_than_the_latest_one_changes_nothing() =>
        Assert.Equal(
            new CurrentLocation("m2", Now - 10),
            After((Transition.Enter, "m2", -10), (Transition.Enter, "m1", -60))
        );

    [Theory]
    [InlineData("g1", "g2", "m2")]
    [InlineData("g2", "g1", "m1")]
    public void Of_two_at_the_same_time_the_one_with_the_greater_id_counts_as_later(
        string first,
        string second,
        string here
    )
    {
        var known = Presence.With([], KnownCrossing.Of(Make.Crossing(Transition.Enter, first, merchant: "m1"), "m1"));
        known = Presence.With(known, KnownCrossing.Of(Make.Crossing(Transition.Enter, second, merchant: "m2"), "m2"));
        Assert.Equal(here, Presence.Latest(known)?.MerchantId);
    }

    [Fact]
    public void Fractions_of_a_second_decide_before_ids()
    {
        var enter = Make.Crossing(Transition.Enter, "g2", at: Make.Now.AddMilliseconds(200));
        var exit = Make.Crossing(Transition.Exit, "g1", at: Make.Now.AddMilliseconds(700));
        var type = GeofenceCrossingType.Instance;
        Assert.Null(Presence.Latest(Presence.With(Presence.With([], type.CrossingOf(exit)), type.CrossingOf(enter))));
    }

    [Fact]
    public void Leaving_the_place_clears_it() =>
        Assert.Null(After((Transition.Enter, "m1", -60), (Transition.Exit, "m1", 0)));

    [Fact]
    public void Leaving_another_place_does_not() =>
        Assert.Equal("m2", After((Transition.Enter, "m2", -60), (Transition.Exit, "m1", 0))?.MerchantId);

    [Fact]
    public void An_exit_older_than_the_entry_does_not() =>
        Assert.Equal("m1", After((Transition.Enter, "m1", -60), (Transition.Exit, "m1", -61))?.MerchantId);

    [Theory]
    [InlineData(Transition.Enter)]
    [InlineData(Transition.Dwell)]
    public void What_comes_late_does_not_undo_an_exit_that_happened_later(Transition late) =>
        Assert.Null(After((Transition.Enter, "m1", -900), (Transition.Exit, "m1", -600), (late, "m1", -700)));

    [Fact]
    public void Where_the_user_was_is_told_for_any_time_of_the_hour()
    {
        var known = Known((Transition.Enter, "m1", -900), (Transition.Exit, "m1", -600), (Transition.Enter, "m2", -60));
        Assert.Equal(
            [null, "m1", "m1", null, null, "m2", "m2", null],
            new[] { -901, -900, -601, -600, -61, -60, 3539, 3540 }.Select(offset =>
                Presence.At(known, Make.Now.AddSeconds(offset))?.MerchantId
            )
        );
    }

    [Fact]
    public void A_location_ends_an_hour_after_the_entry()
    {
        var entered = new CurrentLocation("m1", Now);
        Assert.Equal(entered, Presence.Live(entered, Now + 3599));
        Assert.Null(Presence.Live(entered, Now + 3600));
    }

    private static CurrentLocation? After(params (Transition Transition, string Merchant, int Offset)[] crossings) =>
        Presence.Latest(Known(crossings));

    private static IReadOnlyList<KnownCrossing> Known(
        params (Transition Transition, string Merchant, int Offset)[] crossings
    )
    {
        IReadOnlyList<KnownCrossing> known = [];
        foreach (var (transition, merchant, offset) in crossings)
        {
            var crossing = Make.Crossing(transition, merchant: merchant, at: Make.Now.AddSeconds(offset));
            known = Presence.With(known, GeofenceCrossingType.Instance.CrossingOf(crossing));
        }
        return known;
    }
}
