using LoopWorker.Loop.Storage;
using LoopWorker.Loop.Tests.Support;
using LoopWorker.Tables.Conditions;
using LoopWorker.Tables.Values;

namespace LoopWorker.Loop.Tests.Storage;

public sealed class MarkersTests
{
    private static readonly Marker Marker = new("u1", 5, "hash", []);
    private static readonly long Now = Make.Now.ToUnixTimeSeconds();

    [Theory]
    [InlineData(-1, false)]
    [InlineData(0, false)]
    [InlineData(1, true)]
    public void A_marker_counts_until_its_time_is_over(long secondsLeft, bool counts) =>
        AssertCounts(counts, Stored().With(Attributes.TimeToLive, Now + secondsLeft));

    [Fact]
    public void A_marker_without_an_end_counts_for_ever() =>
        AssertCounts(true, Stored().Without(Attributes.TimeToLive));

    [Fact]
    public void No_marker_does_not_count() => AssertCounts(false, null);

    // A reader and the condition of the commit must never disagree: an event would be lost between them, or never end.
    private static void AssertCounts(bool counts, Item? stored)
    {
        Assert.Equal(counts ? stored : null, Markers.Live(stored, Now));
        Assert.Equal(!counts, Markers.Put(Make.Yield(), Marker, Now).Condition!.Holds(stored));
    }

    private static Item Stored() => Markers.Put(Make.Yield(), Marker, Now).Item;
}
