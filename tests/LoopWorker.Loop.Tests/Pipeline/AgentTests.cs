using LoopWorker.Loop.Events.Setup;
using LoopWorker.Loop.Pipeline;
using LoopWorker.Loop.Preferences;
using LoopWorker.Loop.Storage;
using LoopWorker.Loop.Tests.Support;
using LoopWorker.Loop.Users;
using LoopWorker.Messages.Failures;
using LoopWorker.Tables.Requests;
using LoopWorker.Tables.Values;

namespace LoopWorker.Loop.Tests.Pipeline;

/// <summary>Agents written in Rust share the table: they read, write and remove items beside the worker.</summary>
public sealed class AgentTests
{
    private static readonly long Now = Make.Now.ToUnixTimeSeconds();

    [Fact]
    public void What_an_agent_has_marked_is_a_duplicate_and_told_to_no_one() =>
        Rig.Run(async rig =>
        {
            await rig.LinkAsync("fp1", "u1");
            await PutAsync(
                rig,
                Item.Of(
                    new ItemKey("TXN#t1", "PROCESSED"),
                    ("user_pubkey", "u1"),
                    ("cred_amount", 5L),
                    ("processed_at", Now),
                    ("ttl", Now + 2_592_000)
                )
            );
            rig.StartWorker();
            await rig.SendAsync(Make.Sale("t1"));
            await rig.DrainAsync();
            Assert.Equal(Outcomes.Duplicate, Assert.Single(rig.Settled).Outcome);
            Assert.Empty(await rig.CapturesAsync("u1"));
            Assert.Empty(rig.NotificationIds());
        });

    [Fact]
    public void A_context_that_an_agent_has_changed_meanwhile_is_taken_over_and_not_overwritten() =>
        Rig.Run(async rig =>
        {
            await rig.LinkAsync("fp1", "u1");
            rig.StartWorker();
            await rig.SendAsync(Make.Sale("t1"));
            await rig.DrainAsync();
            var (context, memory, _, _) = await rig.ContextAsync("u1");
            await PutAsync(
                rig,
                AgentContext(
                    context with
                    {
                        Version = context.Version + 1,
                        Preferences = context.Preferences with { RiskTolerance = "bold" },
                    }
                )
            );
            await rig.SendAsync(Make.Sale("t2"));
            await rig.DrainAsync();
            var after = await rig.ContextAsync("u1");
            Assert.Equal("bold", after.Context.Preferences.RiskTolerance);
            Assert.Equal(3UL, after.Context.Version);
            Assert.Equal(memory.Applied + 1, after.Memory.Applied);
        });

    [Fact]
    public void Captures_and_location_of_a_user_whom_only_agents_served_are_taken_over() =>
        Rig.Run(async rig =>
        {
            await rig.LinkAsync("fp1", "u1");
            await PutAsync(rig, AgentContext(UserContext.Initial("u1") with { Version = 1 }));
            for (var i = 0; i < 10; i++)
                await PutAsync(rig, AgentCapture(Now - 100 + i));
            await PutAsync(
                rig,
                Item.Of(Keys.Location("u1"), ("merchant_id", "m1"), ("entered_at", Now - 60), ("ttl", Now + 3_540))
            );
            rig.StartWorker();
            await rig.SendAsync(Make.Sale("t1", merchant: "m1"));
            await rig.DrainAsync();
            await rig.StopAsync();
            var captures = await rig.CapturesAsync("u1");
            Assert.Equal(10, captures.Count);
            Assert.True(captures[0].ConfirmedByPresence);
            Assert.DoesNotContain(captures, capture => capture.CreatedAt == Now - 100);
        });

    // Whoever wrote the context, and in a version that knew of no crossings.
    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public void They_are_taken_over_though_preferences_are_set_before_the_first_event(bool hasContext) =>
        Rig.Run(async rig =>
        {
            await rig.LinkAsync("fp1", "u1");
            if (hasContext)
                await PutAsync(rig, AgentContext(UserContext.Initial("u1") with { Version = 1 }));
            for (var i = 0; i < 10; i++)
                await PutAsync(rig, AgentCapture(Now - 100 + i));
            await PutAsync(
                rig,
                Item.Of(Keys.Location("u1"), ("merchant_id", "m1"), ("entered_at", Now - 60), ("ttl", Now + 3_540))
            );
            var patch = new PreferencesPatch { AutoStake = false };
            await new PreferencesStore(rig.Table, rig.Clock).PatchAsync("u1", patch, CancellationToken.None);
            rig.StartWorker();
            await rig.SendAsync(Make.Sale("t1", merchant: "m1"));
            await rig.DrainAsync();
            await rig.StopAsync();
            var captures = await rig.CapturesAsync("u1");
            Assert.Equal(10, captures.Count);
            Assert.True(captures[0].ConfirmedByPresence);
        });

    [Theory]
    [InlineData(0)]
    [InlineData(1)]
    public void They_are_taken_over_though_an_agent_writes_the_context_before_the_workers_first_commit(int stored) =>
        Rig.Run(async rig =>
        {
            await rig.LinkAsync("fp1", "u1");
            var context = UserContext.Initial("u1") with { Version = (ulong)stored };
            if (stored > 0)
                await PutAsync(rig, AgentContext(context));
            for (var i = 0; i < 10; i++)
                await PutAsync(rig, AgentCapture(Now - 100 + i));
            await PutAsync(
                rig,
                Item.Of(Keys.Location("u1"), ("merchant_id", "m1"), ("entered_at", Now - 60), ("ttl", Now + 3_540))
            );
            rig.StartWorker(wrapTable: table => new WatchedTable(table)
            {
                Answer = async _ =>
                {
                    if ((await rig.ContextAsync("u1")).Context.Version == context.Version)
                        await PutAsync(rig, AgentContext(context with { Version = context.Version + 1 }));
                    return null;
                },
            });
            await rig.SendAsync(Make.Sale("t1", merchant: "m1"));
            await rig.DrainAsync();
            await rig.StopAsync();
            Assert.Equal(context.Version + 2, (await rig.ContextAsync("u1")).Context.Version);
            var captures = await rig.CapturesAsync("u1");
            Assert.Equal(10, captures.Count);
            Assert.True(captures[0].ConfirmedByPresence);
        });

    [Fact]
    public void A_capture_that_an_agent_put_at_the_same_second_stays() =>
        Rig.Run(async rig =>
        {
            await rig.LinkAsync("fp1", "u1");
            await PutAsync(rig, AgentCapture(Now));
            rig.StartWorker();
            await rig.SendAsync(Make.Sale("t1"));
            await rig.DrainAsync();
            Assert.Equal([Now + 1, Now], (await rig.CapturesAsync("u1")).Select(capture => capture.CreatedAt));
        });

    [Fact]
    public void A_capture_that_an_agent_has_settled_does_not_come_back() =>
        Rig.Run(async rig =>
        {
            await rig.LinkAsync("fp1", "u1");
            rig.StartWorker();
            await rig.SendAsync(Make.Sale("t1"));
            await rig.DrainAsync();
            var settled = Assert.Single(await rig.CapturesAsync("u1"));
            await rig.Table.DeleteAsync(new Delete(Keys.Pending("u1", settled.CreatedAt)), CancellationToken.None);
            await rig.SendAsync(Make.Sale("t1"), Make.Sale("t2"));
            await rig.DrainAsync();
            Assert.Equal("t2", Assert.Single(await rig.CapturesAsync("u1")).TransactionId);
        });

    [Fact]
    public void A_context_that_cannot_be_read_sends_its_users_events_to_the_dead_letters_and_holds_up_no_one() =>
        Rig.Run(async rig =>
        {
            await PutAsync(rig, Item.Of(Keys.Context("u1"), ("context_data", "{"), ("version", 1L)));
            rig.StartWorker();
            await rig.SendAsync(Make.Yield("y1", "u1"), Make.Yield("y2", "u2"));
            await rig.DrainAsync();
            Assert.Equal(1UL, (await rig.ContextAsync("u2")).Memory.Applied);
            var note = Assert.Single(rig.FailureNotes());
            Assert.Equal((FailureCodes.RetriesExhausted, Rig.MaxReceiveCount), (note.Code, note.ReceiveCount));
            Assert.Contains("context_data", note.Detail, StringComparison.Ordinal);
            Assert.DoesNotContain("u1", note.Detail, StringComparison.Ordinal);
        });

    [Fact]
    public void A_context_that_becomes_unreadable_under_the_worker_does_the_same() =>
        Rig.Run(async rig =>
        {
            rig.StartWorker();
            await rig.SendAsync(Make.Yield("y1", "u1"));
            await rig.DrainAsync();
            await PutAsync(rig, Item.Of(Keys.Context("u1"), ("context_data", "{"), ("version", 7L)));
            await rig.SendAsync(Make.Yield("y2", "u1"), Make.Yield("y3", "u1"), Make.Yield("y4", "u2"));
            await rig.DrainAsync();
            Assert.Equal(1UL, (await rig.ContextAsync("u2")).Memory.Applied);
            Assert.Equal(2, rig.FailureNotes().Count);
        });

    private static Task PutAsync(Rig rig, Item item) => rig.Table.PutAsync(new Put(item), CancellationToken.None);

    private static Item AgentContext(UserContext context) =>
        Item.Of(
            Keys.Context(context.Pubkey),
            (
                "context_data",
                System.Text.Json.JsonSerializer.Serialize(context, LoopWorker.Loop.Json.LoopJson.Stored.UserContext)
            ),
            ("version", context.Version),
            ("updated_at", context.UpdatedAt)
        );

    private static Item AgentCapture(long second) =>
        Item.Of(
            Keys.Pending("u1", second),
            (
                "capture_data",
                $$"""{"merchant_id":"m9","merchant_name":null,"amount_cents":1,"card_last4":null,"proof_data":null,"proof_type":null,"location":null,"created_at":{{second}},"expires_at":{{second
                    + 1_814_400}}}"""
            ),
            ("merchant_id", "m9"),
            ("amount_cents", 1L),
            ("created_at", second),
            ("ttl", second + 1_814_400)
        );
}
