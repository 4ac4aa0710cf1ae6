using LoopWorker.Loop.Events;
using LoopWorker.Loop.Events.Types.GeofenceCrossings;
using LoopWorker.Loop.Locations;
using LoopWorker.Loop.Tests.Support;
using LoopWorker.Loop.Users;

namespace LoopWorker.Loop.Tests.Locations;

public sealed class PresenceTests
{
    private static readonly long Now = Make.Now.ToUnixTimeSeconds();

    [Theory]
    [InlineData(Transition.Enter)]
    [InlineData(Transition.Dwell)]
    public void Entering_or_staying_sets_the_location_as_of_when_it_happened(Transition transition) =>
        Assert.Equal(new CurrentLocation("m1", Now - 60), After(null, transition, "m1", -60));

    [Fact]
    public void A_crossing_older_than_an_hour_sets_none() => Assert.Null(After(null, Transition.Enter, "m1", -3600));

    [Fact]
    public void A_later_crossing_that_is_there_stays()
    {
        var current = new CurrentLocation("m2", Now - 10);
        Assert.Equal(current, After(current, Transition.Enter, "m1", -60));
    }

    [Fact]
    public void A_crossing_of_the_same_second_replaces() =>
        Assert.Equal(new CurrentLocation("m1", Now), After(new CurrentLocation("m2", Now), Transition.Enter, "m1", 0));

    [Fact]
    public void Leaving_the_place_clears_it() =>
        Assert.Null(After(new CurrentLocation("m1", Now - 60), Transition.Exit, "m1", 0));

    [Fact]
    public void Leaving_another_place_does_not()
    {
        var current = new CurrentLocation("m2", Now - 60);
        Assert.Equal(current, After(current, Transition.Exit, "m1", 0));
    }

    [Fact]
    public void An_exit_older_than_the_entry_does_not()
    {
        var current = new CurrentLocation("m1", Now - 60);
        Assert.Equal(current, After(current, Transition.Exit, "m1", -61));
    }

    [Fact]
    public void A_location_ends_an_hour_after_the_entry()
    {
        var entered = new CurrentLocation("m1", Now);
        Assert.Equal(entered, Presence.Live(entered, Now + 3599));
        Assert.Null(Presence.Live(entered, Now + 3600));
    }

    private static CurrentLocation? After(
        CurrentLocation? current,
        Transition transition,
        string merchant,
        int offset
    ) =>
        GeofenceCrossingType.Instance.LocationAfter(
            Make.Crossing(transition, merchant: merchant, at: Make.Now.AddSeconds(offset)),
            current,
            Now
        );
}
