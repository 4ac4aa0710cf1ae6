using LoopWorker.Loop.Deciding;
using LoopWorker.Loop.Notifications;
using LoopWorker.Loop.Storage;
using LoopWorker.Loop.Tests.Support;
using LoopWorker.Loop.Users;
using LoopWorker.Messages;

namespace LoopWorker.Loop.Tests.Notifications;

/// <summary>A user is given notice of the first capture, once.</summary>
public sealed class FirstCaptureTests
{
    private static readonly HashSet<long> NoneDeleted = [];
    private static readonly ContextSnapshot Fresh = ContextSnapshot.Fresh("u1");

    [Fact]
    public void The_first_capture_brings_a_notice_and_no_other_does() =>
        Assert.Equal(
            ["yield", "capture,first_capture", "capture"],
            Told(Fresh, new() { FirstCapture = true }, Make.Yield(), Make.Sale("t1"), Make.Sale("t2"))
        );

    [Fact]
    public void It_is_remembered_when_the_capture_is_no_longer_among_the_recent_events()
    {
        var options = new NotificationOptions { FirstCapture = true };
        var first = Apply(Fresh, options, Make.Sale("t1")).After;
        Assert.Equal(["first_capture"], first.Memory.Notices);
        var later = Apply(first, options, [.. Enumerable.Range(0, 10).Select(i => Make.Yield($"y{i}"))]).After;
        Assert.DoesNotContain(later.Context.RecentEvents, entry => entry.EventType == "capture");
        Assert.Equal(["capture"], Told(later, options, Make.Sale("t2")));
    }

    [Fact]
    public void Where_it_is_not_wanted_there_is_none_and_nothing_is_kept()
    {
        var change = Apply(Fresh, new(), Make.Sale());
        Assert.Equal(["capture"], change.Effects[0].Marked.Owed);
        Assert.Null(change.After.Memory.Notices);
    }

    [Fact]
    public void Who_has_captured_before_it_was_wanted_is_not_new()
    {
        var before = Apply(Fresh, new(), Make.Sale("t1")).After;
        Assert.Equal(["capture"], Told(before, new() { FirstCapture = true }, Make.Sale("t2")));
    }

    [Fact]
    public void Who_is_told_nothing_of_the_first_capture_is_given_no_notice_then_or_later()
    {
        var deaf = With(Fresh, new() { OnCapture = false });
        var first = Apply(deaf, new() { FirstCapture = true }, Make.Sale("t1"));
        Assert.Empty(first.Effects[0].Marked.Owed);
        var listens = With(first.After, new());
        Assert.Equal(["capture"], Told(listens, new() { FirstCapture = true }, Make.Sale("t2")));
    }

    [Fact]
    public void It_counts_for_the_cap_and_is_withheld_first()
    {
        var effect = Apply(Fresh, new() { FirstCapture = true, MaxPerUserAndHour = 1 }, Make.Sale()).Effects[0];
        Assert.Equal(["capture"], effect.Marked.Owed);
        Assert.Equal(["first_capture"], effect.Marked.Withheld);
    }

    [Fact]
    public void It_says_what_was_captured() =>
        Assert.Equal(
            "Your first capture: 12.5 Cred",
            NotificationRules.Build("first_capture", Make.Sale(), "u1", 12_500_000_000).Summary
        );

    private static ContextSnapshot With(ContextSnapshot snapshot, NotificationPreferences notifications) =>
        snapshot with
        {
            Context = snapshot.Context with
            {
                Preferences = snapshot.Context.Preferences with { Notifications = notifications },
            },
        };

    private static IEnumerable<string> Told(
        ContextSnapshot before,
        NotificationOptions options,
        params LoopEvent[] events
    ) => Apply(before, options, events).Effects.Select(effect => string.Join(',', effect.Marked.Owed));

    private static UserChange Apply(ContextSnapshot before, NotificationOptions options, params LoopEvent[] events) =>
        Decision.Apply(
            before,
            [.. events.Select(loopEvent => new HashedEvent(loopEvent, "hash"))],
            NoneDeleted,
            new LoopRules().WithNotifications(options),
            Make.Now
        );
}
