using FsCheck;
using FsCheck.Fluent;
using LoopWorker.Loop.Deciding;
using LoopWorker.Loop.Notifications;
using LoopWorker.Loop.Storage;
using LoopWorker.Loop.Tests.Support;
using LoopWorker.Tables.Values;

namespace LoopWorker.Loop.Tests.Notifications;

/// <summary>A user is told no more within an hour than the deployment allows.</summary>
public sealed class NotificationCapTests
{
    private static readonly HashSet<long> NoneDeleted = [];

    [Fact]
    public void What_is_beyond_the_cap_is_withheld_and_its_marker_says_what()
    {
        var told = Tell(cap: 2, Minutes(0, 1, 2));
        Assert.Equal(["yield/", "yield/", "/yield"], told.Select(Describe));
    }

    [Fact]
    public void The_marker_of_an_event_of_which_all_is_withheld_says_that_all_are_told()
    {
        var first = Apply(ContextSnapshot.Fresh("u1"), cap: 1, 0, TimeSpan.Zero);
        var second = Apply(first.After, cap: 1, 1, TimeSpan.Zero);
        Assert.Equal("yield", second.Marker["withheld"]?.AsString);
        Assert.True(second.Marker["notified"]?.AsBoolean);
        Assert.False(Markers.Read(second.Marker).OwesAnything);
    }

    [Theory]
    [InlineData(3600, "/yield")]
    [InlineData(3601, "yield/")]
    public void An_hour_after_the_first_of_them_another_hour_begins(int seconds, string expected)
    {
        var first = Apply(ContextSnapshot.Fresh("u1"), cap: 1, 0, TimeSpan.Zero);
        var next = Apply(first.After, cap: 1, 1, TimeSpan.FromSeconds(seconds));
        Assert.Equal(expected, Describe(next.Marker));
    }

    [Fact]
    public void Without_a_cap_nothing_is_kept_in_the_context()
    {
        var capped = Apply(ContextSnapshot.Fresh("u1"), cap: 5, 0, TimeSpan.Zero);
        Assert.Equal(1, capped.After.Memory.Notified!.Count);
        var free = Apply(capped.After, cap: 0, 1, TimeSpan.Zero);
        Assert.Null(free.After.Memory.Notified);
        Assert.DoesNotContain("notified", free.Json, StringComparison.Ordinal);
    }

    [Fact]
    public void What_is_kept_is_written_among_the_workers_members_in_the_order_of_their_names() =>
        Assert.Contains(
            $$"""
            "crossings":[],"notified":{"count":1,"since":{{Make.Now.ToUnixTimeSeconds()}}},"overflow":[]
            """,
            Apply(ContextSnapshot.Fresh("u1"), cap: 5, 0, TimeSpan.Zero).Json,
            StringComparison.Ordinal
        );

    [Fact]
    public void Whenever_events_come_no_hour_of_notifications_has_more_than_the_cap_and_none_is_withheld_before() =>
        Property.Holds(
            Gen.Choose(1, 4).Zip(Gen.ListOf(Gen.Choose(0, 50))),
            generated =>
            {
                var (cap, pauses) = generated;
                var at = TimeSpan.Zero;
                var times = pauses.Select(minutes => at += TimeSpan.FromMinutes(minutes)).ToList();
                var told = Tell(cap, times);
                var (since, count) = (TimeSpan.MinValue, 0);
                for (var i = 0; i < told.Count; i++)
                {
                    if (since == TimeSpan.MinValue || times[i] - since > TimeSpan.FromHours(1))
                        (since, count) = (times[i], 0);
                    var isTold = Markers.Read(told[i]).Owed.Count > 0;
                    Assert.Equal(count < cap, isTold);
                    count += isTold ? 1 : 0;
                }
            }
        );

    private static IReadOnlyList<TimeSpan> Minutes(params int[] minutes) =>
        [.. minutes.Select(minute => TimeSpan.FromMinutes(minute))];

    private static List<Item> Tell(int cap, IReadOnlyList<TimeSpan> times)
    {
        var context = ContextSnapshot.Fresh("u1");
        var markers = new List<Item>();
        for (var i = 0; i < times.Count; i++)
        {
            var (after, marker, _) = Apply(context, cap, i, times[i]);
            context = after;
            markers.Add(marker);
        }
        return markers;
    }

    private static Applied Apply(ContextSnapshot before, int cap, int number, TimeSpan at)
    {
        var change = Decision.Apply(
            before,
            [new HashedEvent(Make.Yield($"y{number}"), "hash")],
            NoneDeleted,
            new LoopRules().WithNotifications(new NotificationOptions { MaxPerUserAndHour = cap }),
            Make.Now + at
        );
        return new Applied(
            change.After,
            change.Effects[0].Marker.Item,
            change.Context.Item[Attributes.ContextData]!.AsString!
        );
    }

    private static string Describe(Item item)
    {
        var marker = Markers.Read(item);
        return $"{string.Join(',', marker.Owed)}/{string.Join(',', marker.Withheld)}";
    }

    private sealed record Applied(ContextSnapshot After, Item Marker, string Json);
}
