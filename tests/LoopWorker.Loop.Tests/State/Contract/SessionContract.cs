using System.Text.Json;
using LoopWorker.Loop.State;
using LoopWorker.Loop.Storage;
using LoopWorker.Loop.Tests.Storage;

namespace LoopWorker.Loop.Tests.State.Contract;

public abstract class SessionContract : StateContract
{
    [Fact]
    public Task A_session_is_stored_as_agents_store_it() =>
        RunAsync(async bench =>
        {
            var session = Session(bench, maximum: 5);
            await bench.Sessions.StoreAsync(User, session, None);

            var item = (await bench.StoredAsync(Keys.Session(User)))!;
            AgentReading.Read(item);
            Assert.Equal(
                $$"""{"key_pubkey":"key","vault_pubkey":"vault","scopes":["capture","stake"],"expires_at":{{session.ExpiresAt}},"created_at":{{session.CreatedAt}},"max_actions":5,"actions_used":0}""",
                item["session_data"]?.AsString
            );
            Assert.Equal(bench.Now + 86_400, (double)item["ttl"]!.AsInt64!.Value, 60.0);

            var stored = (await bench.Sessions.GetAsync(User, None))!;
            Assert.Equal(["capture", "stake"], stored.Scopes);
            Assert.Equal(session, stored with { Scopes = session.Scopes });
        });

    [Fact]
    public Task A_session_that_an_agent_has_stored_is_read_and_counted_and_its_own_members_are_kept() =>
        RunAsync(async bench =>
        {
            var end = bench.Now + 100;
            await PutAsync(bench, Data(end, more: ",\"note\":{\"b\":1.0}"), end, bench.Now + 86_400);

            var use = await bench.Sessions.UseAsync(User, None);

            Assert.Equal((SessionUseOutcome.Allowed, 7U), (use.Outcome, use.Session!.ActionsUsed));
            var item = (await bench.StoredAsync(Keys.Session(User)))!;
            AgentReading.Read(item);
            Assert.EndsWith(",\"note\":{\"b\":1.0}}", item["session_data"]!.AsString!, StringComparison.Ordinal);
        });

    [Theory]
    [InlineData(-1, 1000)]
    [InlineData(0, 1000)]
    [InlineData(1000, 0)]
    public Task A_session_past_its_end_or_its_time_to_live_is_none(long untilEnd, long untilDeletion) =>
        RunAsync(async bench =>
        {
            var end = bench.Now + untilEnd;
            await PutAsync(bench, Data(end), end, bench.Now + untilDeletion);
            Assert.Null(await bench.Sessions.GetAsync(User, None));
            Assert.Equal(SessionUseOutcome.NoSession, (await bench.Sessions.UseAsync(User, None)).Outcome);
        });

    [Fact]
    public Task A_session_ends_when_its_time_comes() =>
        RunAsync(
            Options with
            {
                SessionTtlSeconds = 500,
            },
            async bench =>
            {
                await bench.Sessions.StoreAsync(User, Session(bench, maximum: 5), None);
                await bench.PassAsync(400);
                Assert.NotNull(await bench.Sessions.GetAsync(User, None));
                await bench.PassAsync(101);
                Assert.Null(await bench.Sessions.GetAsync(User, None));
            }
        );

    [Fact]
    public Task An_invalidated_session_is_gone() =>
        RunAsync(async bench =>
        {
            await bench.Sessions.InvalidateAsync(User, None);
            await bench.Sessions.StoreAsync(User, Session(bench, maximum: 5), None);
            await bench.Sessions.InvalidateAsync(User, None);
            Assert.Null(await bench.Sessions.GetAsync(User, None));
            Assert.Equal(new SessionUse(SessionUseOutcome.NoSession, null), await bench.Sessions.UseAsync(User, None));
        });

    [Theory]
    [InlineData("{")]
    [InlineData("null")]
    [InlineData("""{"key_pubkey":"key"}""")]
    [InlineData(
        """{"key_pubkey":"k","vault_pubkey":"v","scopes":[],"expires_at":9999999999,"created_at":0,"max_actions":4294967296,"actions_used":0}"""
    )]
    public Task A_malformed_session_is_an_error_that_names_its_item(string json) =>
        RunAsync(async bench =>
        {
            await PutAsync(bench, json, bench.Now + 1000, bench.Now + 1000);
            var failure = await FailsAsync(StateError.Serialization, () => bench.Sessions.GetAsync(User, None));
            Assert.Contains("SESSION item", failure.Message, StringComparison.Ordinal);
            await FailsAsync(StateError.Serialization, () => bench.Sessions.UseAsync(User, None));
        });

    [Fact]
    public Task However_many_use_a_session_at_once_it_is_good_for_its_actions_and_for_no_more() =>
        RunAsync(async bench =>
        {
            await bench.Sessions.StoreAsync(User, Session(bench, maximum: 20), None);

            var uses = await AtOnceAsync(64, _ => bench.Sessions.UseAsync(User, None));

            var allowed = uses.Where(use => use.Outcome == SessionUseOutcome.Allowed);
            Assert.Equal(
                Enumerable.Range(1, 20).Select(number => (uint)number),
                allowed.Select(use => use.Session!.ActionsUsed).Order()
            );
            Assert.Equal(44, uses.Count(use => use.Outcome == SessionUseOutcome.Exhausted));
            Assert.Equal(20U, (await bench.Sessions.GetAsync(User, None))!.ActionsUsed);
            AgentReading.Read((await bench.StoredAsync(Keys.Session(User)))!);
        });

    private static SessionKeyData Session(StateBench bench, uint maximum) =>
        new()
        {
            KeyPubkey = "key",
            VaultPubkey = "vault",
            Scopes = ["capture", "stake"],
            ExpiresAt = bench.Now + 3_600,
            CreatedAt = bench.Now,
            MaxActions = maximum,
            ActionsUsed = 0,
        };

    private static string Data(long expiresAt, string more = "") =>
        $$"""{"key_pubkey":"key","vault_pubkey":"vault","scopes":["capture"],"expires_at":{{expiresAt}},"created_at":1711468800,"max_actions":10,"actions_used":6{{more}}}""";

    private static Task PutAsync(StateBench bench, string json, long expiresAt, long timeToLive) =>
        bench.PutAsync(
            $$$"""
            {"pk":{"S":"USER#{{{User}}}"},"sk":{"S":"SESSION"},"session_data":{"S":"{{{JsonEncodedText.Encode(
                json
            )}}}"},"expires_at":{"N":"{{{expiresAt}}}"},"ttl":{"N":"{{{timeToLive}}}"}}
            """
        );
}
