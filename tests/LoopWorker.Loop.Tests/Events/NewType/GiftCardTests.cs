using LoopWorker.Loop.Events.Types;
using LoopWorker.Loop.Pipeline;
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
            await SendAsync(rig, 1);
            Assert.Equal(1UL, (await rig.ContextAsync("u1")).Memory.Applied);
            Assert.Equal([Outcomes.Captured], rig.Outcomes());
            Assert.NotNull(await rig.ItemAsync(new ItemKey("GIFT#1", "PROCESSED")));
        });

    [Fact]
    public void An_event_by_a_card_that_is_not_linked_waits_for_it() =>
        Run(async rig =>
        {
            await SendAsync(rig, 1);
            Assert.Equal([Outcomes.Parked], rig.Outcomes());
            await rig.LinkAsync("fp1", "u1");
            await rig.DrainAsync();
            Assert.Equal("1", Assert.Single(await rig.CapturesAsync("u1")).TransactionId);
        });

    // 40 users with a context, a location, a marker and a capture each are 160 writes; a transaction takes 100.
    [Fact]
    public void Groups_leave_room_for_all_that_an_event_may_write() =>
        Run(async rig =>
        {
            for (var i = 1; i <= 40; i++)
                await rig.LinkAsync($"fp{i}", $"u{i}");
            await SendAsync(rig, 40);
            for (var i = 1; i <= 40; i++)
            {
                Assert.Equal(
                    new CurrentLocation("m1", Make.Now.ToUnixTimeSeconds()),
                    (await rig.ContextAsync($"u{i}")).Memory.Location
                );
                Assert.NotNull(await rig.ItemAsync(Keys.Location($"u{i}")));
                Assert.Single(await rig.CapturesAsync($"u{i}"));
            }
        });

    private static void Run(Func<Rig, Task> test) =>
        Rig.Run(async rig =>
        {
            rig.StartWorker(Parked.Options, types: EventTypes.Standard.With(GiftCardType.Instance));
            await test(rig);
        });

    private static async Task SendAsync(Rig rig, int count)
    {
        await rig.SendBodiesAsync(
            Enumerable
                .Range(1, count)
                .Select(i =>
                    $$$"""{"type":"loop.gift.card.v1","data":{"event_id":"{{{i}}}","card_fingerprint":"fp{{{i}}}","merchant_id":"m1","occurred_at":"2026-01-15T12:00:00Z"}}"""
                )
        );
        await rig.DrainAsync();
    }
}
