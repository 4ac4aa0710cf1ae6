using LoopWorker.Loop.Events.Types;
using LoopWorker.Loop.Pipeline;
using LoopWorker.Loop.Storage;
using LoopWorker.Loop.Tests.Support;
using LoopWorker.Messages.Failures;
using LoopWorker.Tables.Requests;
using LoopWorker.Tables.Values;

namespace LoopWorker.Loop.Tests.Pipeline;

/// <summary>Whatever one user's data is like, the worker goes on, and the others' events take effect.</summary>
public sealed class PoisonUserTests
{
    private const string Vault =
        """{"cred_balance":1,"oxo_balance":2,"total_staked":3,"pending_yield":4,"active_positions":5,"snapshot_at":6}""";

    private const string Preferences =
        """{"auto_stake":true,"default_duration_days":90,"auto_compound":true,"compound_threshold":1,"risk_tolerance":"balanced","notifications":{"on_capture":true,"on_stake":false,"on_yield":true,"on_unlock":true,"min_notify_amount":0}}""";

    // As JavaScript writes a text that was cut inside an emoji: JSON allows the escape, and no UTF-8 can hold the character.
    [Theory]
    [InlineData("""{"chat":"good morning \ud83d","n":[1e5, {"\udc00":"\uD83D\uDE00"}]}""")]
    [InlineData("""{"chat":"\u00e9\/"}""")]
    public void What_others_keep_in_a_context_is_kept_byte_for_byte(string kept) =>
        Rig.Run(async rig =>
        {
            await StoreAsync(rig, Context($$""""agent_memory":{"notes":{{kept}}},"x":{{kept}}""""));
            rig.StartWorker();
            await rig.SendAsync(Make.Yield("y1", "u1"), Make.Yield("y2", "u1"));
            await rig.DrainAsync();
            Assert.Equal([Outcomes.Applied, Outcomes.Applied], rig.Settled.Select(entry => entry.Outcome));
            var json = (await rig.ItemAsync(Keys.Context("u1")))![Attributes.ContextData]!.AsString!;
            Assert.Contains($"\"notes\":{kept}", json, StringComparison.Ordinal);
            Assert.Contains($"\"x\":{kept}", json, StringComparison.Ordinal);
        });

    public static TheoryData<string> OddContexts =>
        [
            "",
            "null",
            "[]",
            "\"\\ud83d\"",
            "{\"pubkey\":\"u1\"",
            Context(""""recent_events":[{"event_type":"chat","timestamp":1,"summary":"cut \ud83d"}]""""),
            Context(""""recent_events":[null]""""),
            Context(""""recent_events":{}""""),
            Context(""""\ud83d":1""""),
            Context(""""agent_memory":{"\ud83d":1}""""),
            Context(""""agent_memory":null""""),
            Context(
                """"agent_memory":{"loop_worker":{"pending":[9223372036854775807],"overflow":[-1],"applied":18446744073709551615}}""""
            ),
            Context(""""agent_memory":{"loop_worker":{"location":{"merchant_id":"\ud83d","entered_at":1}}}""""),
            Context(
                """"agent_memory":{"loop_worker":{"location":{"merchant_id":"m","entered_at":9223372036854775807}}}""""
            ),
            Context(""""agent_memory":{"loop_worker":{"pending":null}}""""),
            Context($$""""deep":{{new string('[', 5_000)}}{{new string(']', 5_000)}}""""),
            Context(""""updated_at":1e400""""),
            Context(""""version":-1""""),
            Context("text\":\"\u0001\""),
        ];

    [Theory]
    [MemberData(nameof(OddContexts))]
    public void A_user_whose_stored_context_is_odd_JSON_fails_alone(string json) =>
        Rig.Run(async rig =>
        {
            await StoreAsync(rig, json);
            rig.StartWorker();
            await rig.SendAsync(Make.Yield("y1", "u1"), Make.Yield("y2", "u2"));
            await rig.DrainAsync();
            Assert.Equal(1UL, (await rig.ContextAsync("u2")).Memory.Applied);
            var hasTakenEffect = await rig.ItemAsync(new ItemKey("EVENT#y1", "PROCESSED")) is not null;
            Assert.Equal(hasTakenEffect ? 0 : 1, rig.FailureNotes().Count);
            Assert.All(rig.FailureNotes(), note => Assert.Equal(FailureCodes.RetriesExhausted, note.Code));
        });

    [Theory]
    [InlineData("reading")]
    [InlineData("hashing")]
    [InlineData("pricing")]
    [InlineData("deciding")]
    [InlineData("notifying")]
    public void An_error_that_no_code_expects_fails_its_users_events_alone(string stage) =>
        Rig.Run(async rig =>
        {
            rig.StartWorker(new PipelineOptions().WithEventTypes(EventTypes.Standard.With(PoisonType.Instance)));
            await rig.SendBodiesAsync(PoisonMessage.Of("p1", stage), PoisonMessage.Of("p2", "u2"));
            await rig.SendAsync(Make.Yield("y2", "u2"));
            await rig.DrainAsync();
            Assert.Equal(2UL, (await rig.ContextAsync("u2")).Memory.Applied);
            Assert.Equal(["poison:p2", "yield:y2"], rig.NotificationIds().Order());
            var note = Assert.Single(rig.FailureNotes());
            Assert.Equal((FailureCodes.RetriesExhausted, Rig.MaxReceiveCount), (note.Code, note.ReceiveCount));
            Assert.Contains("InvalidOperationException in PoisonType.FailsIn", note.Detail, StringComparison.Ordinal);
            Assert.DoesNotContain("A fault in", note.Detail, StringComparison.Ordinal);
        });

    [Fact]
    public void A_marker_whose_time_is_none_does_not_end_the_worker() =>
        Rig.Run(async rig =>
        {
            await rig.Table.PutAsync(
                new Put(
                    Item.Of(
                        new ItemKey("EVENT#y1", "PROCESSED"),
                        ("user_pubkey", "u1"),
                        ("owed", "yield"),
                        ("processed_at", long.MaxValue),
                        ("ttl", Make.Now.ToUnixTimeSeconds() + 1_000)
                    )
                ),
                CancellationToken.None
            );
            rig.StartWorker();
            await rig.SendAsync(Make.Yield("y1", "u1"));
            await rig.DrainAsync();
            Assert.Equal(["yield:y1"], rig.NotificationIds());
        });

    private static string Context(string member)
    {
        string[] members =
        [
            "\"pubkey\":\"u1\"",
            $"\"vault\":{Vault}",
            $"\"preferences\":{Preferences}",
            .. Unless(member, "recent_events", "[]"),
            .. Unless(member, "agent_memory", "{}"),
            $"\"{member}",
            "\"updated_at\":1",
            "\"version\":7",
        ];
        return $"{{{string.Join(',', members)}}}";
    }

    private static string[] Unless(string member, string name, string value) =>
        member.StartsWith(name, StringComparison.Ordinal) ? [] : [$"\"{name}\":{value}"];

    private static Task StoreAsync(Rig rig, string json) =>
        rig.Table.PutAsync(
            new Put(Item.Of(Keys.Context("u1"), (Attributes.ContextData, json), (Attributes.Version, 7L))),
            CancellationToken.None
        );
}
