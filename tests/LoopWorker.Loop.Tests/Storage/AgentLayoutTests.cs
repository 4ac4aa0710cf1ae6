using System.Text.Json;
using LoopWorker.Loop.Deciding;
using LoopWorker.Loop.Events;
using LoopWorker.Loop.Json;
using LoopWorker.Loop.Storage;
using LoopWorker.Loop.Tests.Support;
using LoopWorker.Loop.Users;
using LoopWorker.Messages;
using LoopWorker.Messages.Types.GeofenceCrossings;
using LoopWorker.Messages.Types.PosTransactions;
using LoopWorker.Tables.Conditions;
using LoopWorker.Tables.Values;

namespace LoopWorker.Loop.Tests.Storage;

/// <summary>
/// The layout is shared with agents written in Rust: their items are read here as they write them, and ours are held
/// against what their reading takes.
/// </summary>
public sealed class AgentLayoutTests
{
    private static readonly long Now = Make.Now.ToUnixTimeSeconds();

    [Fact]
    public void Keys_have_the_formats_of_the_seed()
    {
        Assert.Equal(new ItemKey("USER#abc123", "CONTEXT"), Keys.Context("abc123"));
        Assert.Equal(new ItemKey("USER#abc123", "LOCATION"), Keys.Location("abc123"));
        Assert.Equal(new ItemKey("USER#abc123", "PENDING#00000000001234567890"), Keys.Pending("abc123", 1234567890));
        Assert.Equal(new ItemKey("CARD#fp_xyz", "META"), Keys.Card("fp_xyz"));
        Assert.Equal(new ItemKey("TXN#tx_123", "PROCESSED"), Keys.Marker(Make.Sale("tx_123")));
        Assert.Equal(new ItemKey("EVENT#g1", "PROCESSED"), Keys.Marker(Make.Crossing(Transition.Exit, "g1")));
    }

    [Fact]
    public void A_context_as_the_seed_puts_it_is_read_and_guarded_by_its_version()
    {
        const string json =
            """{"pubkey":"u1","vault":{"cred_balance":1,"oxo_balance":2,"total_staked":3,"pending_yield":4,"active_positions":5,"snapshot_at":6},"preferences":{"auto_stake":false,"default_duration_days":30,"auto_compound":true,"compound_threshold":10,"risk_tolerance":"bold","notifications":{"on_capture":true,"on_stake":false,"on_yield":true,"on_unlock":true,"min_notify_amount":7}},"recent_events":[],"agent_memory":{},"updated_at":8,"version":9}""";
        var item = Item.Of(Keys.Context("u1"), ("context_data", json), ("version", 9L), ("updated_at", 8L));
        var snapshot = ContextItems.Read("u1", item);
        Assert.Equal(9UL, snapshot.Context.Version);
        Assert.Equal("bold", snapshot.Context.Preferences.RiskTolerance);
        Assert.Equal(Condition.Equal("version", 9L), snapshot.Stored);
    }

    [Fact]
    public void A_context_without_a_version_attribute_is_guarded_by_its_absence() =>
        Assert.Equal(
            new Condition.Absent("version"),
            ContextItems
                .Read(
                    "u1",
                    Item.Of(
                        Keys.Context("u1"),
                        (
                            "context_data",
                            JsonSerializer.Serialize(UserContext.Initial("u1"), LoopJson.Stored.UserContext)
                        )
                    )
                )
                .Stored
        );

    [Theory]
    [InlineData("not json")]
    [InlineData("null")]
    [InlineData("""{"pubkey":"u2"}""")]
    [InlineData("""{"pubkey":"u1","version":"nine"}""")]
    [InlineData("""{"pubkey":"u1","preferences":{"default_duration_days":70000}}""")]
    public void A_context_that_is_none_is_an_error_and_not_skipped(string json) =>
        Assert.Throws<StoredStateException>(() =>
            ContextItems.Read("u1", Item.Of(Keys.Context("u1"), ("context_data", json)))
        );

    [Fact]
    public void A_marker_as_the_seed_puts_it_counts_as_done_with_nothing_owed()
    {
        var item = Item.Of(
            new ItemKey("TXN#t1", "PROCESSED"),
            ("user_pubkey", "u1"),
            ("cred_amount", 5UL),
            ("processed_at", Now),
            ("ttl", Now + 2592000)
        );
        var marker = Markers.Read(item);
        Assert.Equal(("u1", 5UL), (marker.UserPubkey, marker.Amount));
        Assert.Null(marker.PayloadHash);
        Assert.Empty(marker.Owed);
    }

    [Fact]
    public void A_capture_as_the_seed_puts_it_is_read()
    {
        const string json =
            """{"merchant_id":"m1","merchant_name":null,"amount_cents":1250,"card_last4":"4242","proof_data":null,"proof_type":null,"location":{"latitude":37.0,"longitude":-122.42308,"accuracy_m":12.5},"created_at":100,"expires_at":200}""";
        var capture = CaptureItems.Read(Item.Of(Keys.Pending("u1", 100), ("capture_data", json)));
        Assert.Equal(1250UL, capture.AmountCents);
        Assert.Equal(json, JsonSerializer.Serialize(capture, LoopWorker.Loop.Json.LoopJson.Stored.PendingCapture));
    }

    [Fact]
    public void Everything_a_purchase_writes_is_approved_as_text()
    {
        var sale = Make.Sale("sq_1") with
        {
            Proof = new Proof("sig", "abc"),
            Location = new Position(37, -122.42308, 12.5f),
        };
        var before = ContextSnapshot.Fresh("u1") with
        {
            Memory = new WorkerMemory
            {
                Crossings = [new KnownCrossing((Now - 60) * 1_000_000, "g1", "m1")],
                Pending = [.. Enumerable.Range(1, 10).Select(i => (long)i)],
            },
        };
        var change = Decision.Apply(before, [new(sale, "hash")], new HashSet<long>(), new LoopRules(), Make.Now);
        var effect = change.Effects[0];
        Assert.Equal(
            """
            USER#u1/CONTEXT
              context_data = {"pubkey":"u1","vault":{"cred_balance":0,"oxo_balance":0,"total_staked":0,"pending_yield":0,"active_positions":0,"snapshot_at":0},"preferences":{"auto_stake":true,"default_duration_days":90,"auto_compound":true,"compound_threshold":10000000000,"risk_tolerance":"balanced","notifications":{"on_capture":true,"on_stake":false,"on_yield":true,"on_unlock":true,"min_notify_amount":1000000000}},"recent_events":[{"event_type":"capture","timestamp":1768478400,"summary":"Captured 12.5 Cred from 12.50 USD at Blue Bottle","amount":12500000000}],"agent_memory":{"loop_worker":{"applied":1,"crossings":[{"at":1768478340000000,"id":"g1","m":"m1"}],"overflow":[1],"pending":[2,3,4,5,6,7,8,9,10,1768478400]}},"updated_at":1768478400,"version":1}
              version = 1
              updated_at = 1768478400
            TXN#sq_1/PROCESSED
              user_pubkey = u1
              cred_amount = 12500000000
              processed_at = 1768478400
              ttl = 1771070400
              payload_hash = hash
              owed = capture
            USER#u1/PENDING#00000000001768478400
              capture_data = {"merchant_id":"m1","merchant_name":"Blue Bottle","amount_cents":1250,"card_last4":"4242","proof_data":"abc","proof_type":"sig","location":{"latitude":37.0,"longitude":-122.42308,"accuracy_m":12.5},"created_at":1768478400,"expires_at":1770292800,"transaction_id":"sq_1","confirmed_by_presence":true,"stake_duration_days":90}
              merchant_id = m1
              amount_cents = 1250
              created_at = 1768478400
              ttl = 1770292800

            """,
            Text(change.Context.Item) + Text(effect.Marker.Item) + Text(effect.Capture!.Item)
        );
    }

    [Fact]
    public void A_marker_that_owes_nothing_is_born_notified_and_one_that_did_becomes_so()
    {
        var quiet = Markers.Put(Make.Yield(), new Marker("u1", 5, "hash", []), Now).Item;
        Assert.Equal(true, quiet["notified"]?.AsBoolean);
        var owing = Markers.Put(Make.Sale(), new Marker("u1", 5, "hash", ["capture", "stake"]), Now).Item;
        Assert.Null(owing["notified"]);
        Assert.Equal(["capture", "stake"], Markers.Read(owing).Owed);
        var told = Markers.Notified(owing);
        Assert.Equal(true, told["notified"]?.AsBoolean);
        Assert.Null(told["owed"]);
        Assert.Empty(Markers.Read(told).Owed);
    }

    [Fact]
    public void The_other_items_are_approved_as_text() =>
        Assert.Equal(
            """
            USER#u1/LOCATION
              merchant_id = m1
              entered_at = 100
              ttl = 3700
            CARD#fp1/META
              fingerprint = fp1
              user_pubkey = u1
              card_last4 = 4242
              linked_at = 7
            USER#u1/CARD#fp1
              card_last4 = 4242
              linked_at = 7

            """,
            Text(LocationItems.Write("u1", new CurrentLocation("m1", 100)))
                + Text(CardItems.Write("fp1", "u1", "4242", 7))
                + Text(CardItems.WriteOfUser("fp1", "u1", "4242", 7))
        );

    private static string Text(Item item) =>
        $"{item.Key}\n" + string.Concat(item.Select(pair => $"  {pair.Key} = {Plain(pair.Value)}\n"));

    private static string Plain(AttributeValue value) =>
        value.AsString ?? value.AsUInt64?.ToString() ?? value.AsBoolean?.ToString() ?? value.ToString()!;
}
