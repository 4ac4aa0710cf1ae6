using LoopWorker.Loop.Events;
using LoopWorker.Loop.Events.Types.PosTransactions;
using LoopWorker.Loop.Notifications;
using LoopWorker.Loop.Tests.Support;
using LoopWorker.Loop.Users;
using LoopWorker.Messages.Types.GeofenceCrossings;

namespace LoopWorker.Loop.Tests.Notifications;

public sealed class NotificationRulesTests
{
    [Theory]
    [InlineData(true, false, true, "capture")]
    [InlineData(true, true, true, "capture,stake")]
    [InlineData(true, true, false, "capture")]
    [InlineData(false, true, true, "stake")]
    [InlineData(false, true, false, "")]
    [InlineData(false, false, true, "")]
    public void A_capture_is_told_as_the_preferences_say(bool onCapture, bool onStake, bool autoStake, string expected)
    {
        var preferences = new UserPreferences
        {
            AutoStake = autoStake,
            Notifications = new NotificationPreferences { OnCapture = onCapture, OnStake = onStake },
        };
        Assert.Equal(expected, string.Join(',', NotificationRules.KindsFor(Make.Sale(), 5_000_000_000, preferences)));
    }

    [Theory]
    [InlineData(true, "yield")]
    [InlineData(false, "")]
    public void A_yield_is_told_if_wanted(bool wanted, string expected) =>
        Assert.Equal(
            expected,
            string.Join(',', NotificationRules.KindsFor(Make.Yield(), 2_000_000_000, With(new() { OnYield = wanted })))
        );

    [Theory]
    [InlineData(true, "unlock")]
    [InlineData(false, "")]
    public void An_unlock_is_told_if_wanted(bool wanted, string expected) =>
        Assert.Equal(
            expected,
            string.Join(
                ',',
                NotificationRules.KindsFor(Make.Unlock(), 2_000_000_000, With(new() { OnUnlock = wanted }))
            )
        );

    [Theory]
    [InlineData(999_999_999, false)]
    [InlineData(1_000_000_000, true)]
    public void Only_amounts_from_the_minimum_on_are_told(ulong amount, bool told) =>
        Assert.Equal(told, NotificationRules.KindsFor(Make.Sale(), amount, new UserPreferences()).Count > 0);

    [Fact]
    public void A_crossing_is_told_to_no_one() =>
        Assert.Empty(
            NotificationRules.KindsFor(
                Make.Crossing(Transition.Enter),
                ulong.MaxValue,
                With(new() { MinNotifyAmount = 0 })
            )
        );

    [Fact]
    public void The_message_is_a_CloudEvent_whose_ids_are_the_same_over_every_retry()
    {
        var notification = NotificationRules.Build(
            PosTransactionType.CaptureNotification,
            Make.Sale("sq_1"),
            "u1",
            12_500_000_000
        );
        Assert.Equal(
            """{"id":"c1ce32d05b2218779608756a764d0663","source":"/loopworker","specversion":"1.0","type":"loop.notification.v1","time":"2026-01-15T12:00:00Z","datacontenttype":"application/json","data":{"id":"capture:sq_1","user_pubkey":"u1","kind":"capture","amount":12500000000,"summary":"Captured 12.5 Cred from 12.50 USD at Blue Bottle","merchant_id":"m1","occurred_at":"2026-01-15T12:00:00Z"}}""",
            notification.ToCloudEvent("/loopworker")
        );
    }

    private static UserPreferences With(NotificationPreferences wanted) => new() { Notifications = wanted };
}
