using LoopWorker.Loop.Events.Types;
using LoopWorker.Loop.Locations;
using LoopWorker.Loop.Pipeline;
using LoopWorker.Loop.Pipeline.Lanes;
using LoopWorker.Loop.Storage;
using LoopWorker.Loop.Tests.Support;
using LoopWorker.Loop.Users;
using LoopWorker.Tables.Values;

namespace LoopWorker.Loop.Tests.Events.NewType;

public sealed class GiftCardTests
{
    [Fact]
    public void An_event_by_card_is_of_the_user_the_card_is_linked_to() =>
        Run(async rig =>
        {
            await rig.LinkAsync("fp1", "u1");
            await SendAsync(rig);
            Assert.Equal(1UL, (await rig.ContextAsync("u1")).Memory.Applied);
            Assert.Equal([Outcomes.Captured], rig.Outcomes());
            Assert.NotNull(await rig.ItemAsync(new ItemKey("GIFT#1", "PROCESSED")));
        });

    [Fact]
    public void An_event_by_a_card_that_is_not_linked_waits_for_it() =>
        Run(async rig =>
        {
            await SendAsync(rig);
            Assert.Equal([Outcomes.Parked], rig.Outcomes());
            await rig.LinkAsync("fp1", "u1");
            await rig.DrainAsync();
            Assert.Equal("1", Assert.Single(await rig.CapturesAsync("u1")).TransactionId);
        });

    [Fact]
    public void An_event_may_leave_a_capture_and_change_the_location() =>
        Run(async rig =>
        {
            await rig.LinkAsync("fp1", "u1");
            await SendAsync(rig);
            var place = new CurrentLocation("m1", Make.Now.ToUnixTimeSeconds());
            Assert.Equal(place, Presence.Latest((await rig.ContextAsync("u1")).Memory.Crossings));
            Assert.Equal(place, LocationItems.Read((await rig.ItemAsync(Keys.Location("u1")))!));
            Assert.Equal("m1", Assert.Single(await rig.CapturesAsync("u1")).MerchantId);
        });

    // Each user with such an event takes four of the 100 writes: context, location, marker and capture.
    [Fact]
    public void A_group_has_room_for_all_that_its_events_may_write()
    {
        // A record is known by its definition once that has been made.
        _ = GiftCardType.Instance;
        var budget = new TransactionBudget();
        var users = 0;
        while (budget.TryOpen(ContextSnapshot.Fresh($"u{users}")))
        {
            List<ReceivedEvent> taken = [Make.InHand(new GiftCard($"{users}", "fp", "m1", Make.Now))];
            Assert.True(budget.TryAdd(taken[0]));
            budget.Close(taken);
            users++;
        }
        Assert.Equal(25, users);
    }

    private static void Run(Func<Rig, Task> test) =>
        Rig.Run(async rig =>
        {
            rig.StartWorker(
                new PipelineOptions().WithEventTypes(EventTypes.Standard.With(GiftCardType.Instance)),
                rules: Parked.Rules
            );
            await test(rig);
        });

    private static async Task SendAsync(Rig rig)
    {
        await rig.SendBodiesAsync(
            """{"type":"loop.gift.card.v1","data":{"event_id":"1","card_fingerprint":"fp1","merchant_id":"m1","occurred_at":"2026-01-15T12:00:00Z"}}"""
        );
        await rig.DrainAsync();
    }
}
