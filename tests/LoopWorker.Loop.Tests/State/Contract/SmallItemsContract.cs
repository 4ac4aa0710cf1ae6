using LoopWorker.Loop.Cards;
using LoopWorker.Loop.State;
using LoopWorker.Loop.Storage;
using LoopWorker.Loop.Tests.Storage;
using LoopWorker.Loop.Users;
using LoopWorker.Tables.Requests;
using LoopWorker.Tables.Values;

namespace LoopWorker.Loop.Tests.State.Contract;

/// <summary>Locations, marks and cards.</summary>
public abstract class SmallItemsContract : StateContract
{
    [Fact]
    public Task A_location_is_stored_as_agents_store_it_and_known_for_an_hour() =>
        RunAsync(async bench =>
        {
            Assert.Null(await bench.Locations.GetAsync(User, None));
            await bench.Locations.SetAsync(User, "m1", None);

            var item = (await bench.StoredAsync(Keys.Location(User)))!;
            AgentReading.Read(item);
            Assert.Equal(item["entered_at"]!.AsInt64 + 3_600, item["ttl"]!.AsInt64);
            await bench.PassAsync(3_500);
            Assert.Equal("m1", (await bench.Locations.GetAsync(User, None))!.MerchantId);
            await bench.PassAsync(101);
            Assert.Null(await bench.Locations.GetAsync(User, None));
        });

    [Fact]
    public Task A_location_that_an_agent_has_stored_is_read_and_can_be_cleared() =>
        RunAsync(async bench =>
        {
            var now = bench.Now;
            await bench.PutAsync(
                $$$"""
                {"pk":{"S":"USER#{{{User}}}"},"sk":{"S":"LOCATION"},"merchant_id":{"S":"m2"},"entered_at":{"N":"{{{now}}}"},"ttl":{"N":"{{{now
                    + 3_600}}}"}}
                """
            );
            Assert.Equal(new CurrentLocation("m2", now), await bench.Locations.GetAsync(User, None));

            await bench.Locations.ClearAsync(User, None);
            await bench.Locations.ClearAsync(User, None);
            Assert.Null(await bench.Locations.GetAsync(User, None));
        });

    [Fact]
    public Task A_location_without_a_merchant_is_an_error_that_names_its_item() =>
        RunAsync(async bench =>
        {
            await bench.PutAsync($$$"""{"pk":{"S":"USER#{{{User}}}"},"sk":{"S":"LOCATION"}}""");
            var failure = await FailsAsync(StateError.Serialization, () => bench.Locations.GetAsync(User, None));
            Assert.Contains("LOCATION item", failure.Message, StringComparison.Ordinal);
        });

    [Fact]
    public Task Of_many_who_mark_a_purchase_at_once_one_is_told_that_it_is_new() =>
        RunAsync(async bench =>
        {
            Assert.False(await bench.Marks.IsProcessedAsync("t1", None));

            var marked = await AtOnceAsync(32, _ => bench.Marks.MarkAsync("t1", User, ulong.MaxValue, None));

            Assert.Single(marked, isNew => isNew);
            Assert.True(await bench.Marks.IsProcessedAsync("t1", None));
            var item = (await bench.StoredAsync(new ItemKey("TXN#t1", "PROCESSED")))!;
            AgentReading.Read(item);
            Assert.Equal(item["processed_at"]!.AsInt64 + 2_592_000, item["ttl"]!.AsInt64);
            Assert.Empty(Markers.Read(item).Owed);
        });

    [Fact]
    public Task A_mark_past_its_time_does_not_count() =>
        RunAsync(async bench =>
        {
            var now = bench.Now;
            foreach (var (id, end) in new[] { ("live", now + 100), ("over", now) })
                await bench.PutAsync(
                    $$$"""
                    {"pk":{"S":"TXN#{{{id}}}"},"sk":{"S":"PROCESSED"},"user_pubkey":{"S":"{{{User}}}"},"cred_amount":{"N":"5"},"processed_at":{"N":"1711468800"},"ttl":{"N":"{{{end}}}"}}
                    """
                );
            Assert.True(await bench.Marks.IsProcessedAsync("live", None));
            Assert.False(await bench.Marks.IsProcessedAsync("over", None));
            Assert.False(await bench.Marks.MarkAsync("live", User, 5, None));
            Assert.True(await bench.Marks.MarkAsync("over", User, 5, None));
            Assert.False(await bench.Marks.MarkAsync("over", User, 5, None));
        });

    [Fact]
    public Task A_card_that_an_agent_has_linked_is_found_by_the_index_and_by_a_scan() =>
        RunAsync(async bench =>
        {
            await bench.PutAsync(
                $$$"""
                {"pk":{"S":"CARD#fp_xyz"},"sk":{"S":"META"},"fingerprint":{"S":"fp_xyz"},"user_pubkey":{"S":"{{{User}}}"},"card_last4":{"S":"4242"},"linked_at":{"N":"1711468800"}}
                """
            );
            // In the index too, and before the card.
            await bench.PutAsync("""{"pk":{"S":"A"},"sk":{"S":"NOTE"},"fingerprint":{"S":"fp_xyz"}}""");
            var card = new LinkedCard("fp_xyz", "4242", DateTimeOffset.FromUnixTimeSeconds(1711468800));

            Assert.Equal(new CardOwner(User, card), await bench.Cards.FindAsync("fp_xyz", None));
            Assert.Null(await bench.Cards.FindAsync("fp_other", None));
            Assert.Equal([card], await bench.Cards.ScanAsync(User, None));
            Assert.Empty(await bench.Cards.ScanAsync("another", None));
        });

    [Fact]
    public Task A_card_that_names_no_user_is_an_error() =>
        RunAsync(async bench =>
        {
            await bench.PutAsync("""{"pk":{"S":"CARD#fp1"},"sk":{"S":"META"},"fingerprint":{"S":"fp1"}}""");
            await FailsAsync(StateError.Serialization, () => bench.Cards.FindAsync("fp1", None));
        });

    [Fact]
    public Task A_card_is_linked_listed_and_unlinked_whoever_it_is_of() =>
        RunAsync(async bench =>
        {
            var directory = bench.Directory;
            await directory.LinkAsync("fp1", User, "4242", None);

            Assert.Equal(User, (await bench.Cards.FindAsync("fp1", None))!.User);
            Assert.Equal("fp1", Assert.Single(await directory.ListAsync(User, None)).Fingerprint);
            Assert.Equal(UnlinkOutcome.Unlinked, await directory.UnlinkAsync("fp1", None));
            Assert.Equal(UnlinkOutcome.NotLinked, await directory.UnlinkAsync("fp1", None));
            Assert.Null(await bench.Cards.FindAsync("fp1", None));
            Assert.Empty(await directory.ListAsync(User, None));
        });

    [Fact]
    public Task The_time_to_live_may_have_another_name() =>
        RunAsync(
            Options with
            {
                TtlAttribute = "expiry",
            },
            async bench =>
            {
                await bench.Locations.SetAsync(User, "m1", None);
                await bench.Marks.MarkAsync("t1", User, 5, None);
                await bench.Sessions.StoreAsync(User, Session(bench.Now + 86_400 * 365), None);
                var capture = await bench.Captures.AddAsync(User, new() { MerchantId = "m1" }, None);
                ItemKey[] keys =
                [
                    Keys.Location(User),
                    Keys.TransactionMarker("t1"),
                    Keys.Pending(User, capture.CreatedAt),
                    Keys.Session(User),
                ];
                foreach (var key in keys)
                {
                    var item = (await bench.StoredAsync(key))!;
                    Assert.True(item.Has("expiry"));
                    Assert.False(item.Has("ttl"));
                    // What goes by the usual name finds that it has long to live.
                    var over = item.With("expiry", bench.Now).With("ttl", bench.Now + 86_400 * 365);
                    await bench.Table.PutAsync(new Put(over), None);
                }
                Assert.False(await bench.Marks.IsProcessedAsync("t1", None));
                Assert.True(await bench.Marks.MarkAsync("t1", User, 5, None));
                Assert.Null(await bench.Locations.GetAsync(User, None));
                Assert.Null(await bench.Sessions.GetAsync(User, None));
                Assert.Empty(await bench.Captures.ListAsync(User, None));
                await bench.Captures.AddAsync(User, new() { MerchantId = "m2" }, None);
                Assert.Null(await bench.StoredAsync(Keys.Pending(User, capture.CreatedAt)));
            }
        );

    [Fact]
    public Task A_location_is_over_after_its_hour_though_its_item_lives_on() =>
        RunAsync(async bench =>
        {
            var now = bench.Now;
            await bench.PutAsync(
                $$$"""
                {"pk":{"S":"USER#{{{User}}}"},"sk":{"S":"LOCATION"},"merchant_id":{"S":"m2"},"entered_at":{"N":"{{{now
                    - 3_600}}}"},"ttl":{"N":"{{{now + 3_600}}}"}}
                """
            );
            Assert.Null(await bench.Locations.GetAsync(User, None));
        });

    private static SessionKeyData Session(long end) =>
        new()
        {
            KeyPubkey = "key",
            VaultPubkey = "vault",
            Scopes = [],
            ExpiresAt = end,
            CreatedAt = 0,
            MaxActions = 1,
            ActionsUsed = 0,
        };
}
