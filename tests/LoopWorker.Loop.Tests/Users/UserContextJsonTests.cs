using System.Text.Json;
using FsCheck;
using FsCheck.Fluent;
using LoopWorker.Loop.Json;
using LoopWorker.Loop.Users;

namespace LoopWorker.Loop.Tests.Users;

public sealed class UserContextJsonTests
{
    // As the agents' serializer writes a context, member by member in its order.
    private const string FromSeed =
        """{"pubkey":"5A7ETEST","vault":{"cred_balance":18446744073709551615,"oxo_balance":2,"total_staked":3,"pending_yield":4,"active_positions":65535,"snapshot_at":1711468800},"preferences":{"auto_stake":true,"default_duration_days":90,"auto_compound":true,"compound_threshold":10000000000,"risk_tolerance":"balanced","notifications":{"on_capture":true,"on_stake":false,"on_yield":true,"on_unlock":true,"min_notify_amount":1000000000}},"recent_events":[{"event_type":"capture","timestamp":1711468800,"summary":"Café \"Olé\" 😀","amount":12500000000},{"event_type":"note","timestamp":1,"summary":"","amount":null}],"agent_memory":{"planner":{"goal":1.50,"steps":["a","b"]}},"updated_at":1711468800,"version":42}""";

    [Fact]
    public void A_context_of_the_seed_round_trips_to_the_byte() => Assert.Equal(FromSeed, RoundTrip(FromSeed));

    [Fact]
    public void Every_context_round_trips() =>
        Prop.ForAll<string[], ulong, long>(
                (texts, amount, time) =>
                {
                    var days = (ushort)time;
                    var clean = texts.Where(text => text is not null && !text.Any(char.IsSurrogate)).ToList();
                    var context = UserContext.Initial(clean.FirstOrDefault() ?? "u") with
                    {
                        Vault = new VaultState { CredBalance = amount, SnapshotAt = time },
                        Preferences = new UserPreferences { DefaultDurationDays = days, AutoStake = days % 2 == 0 },
                        RecentEvents =
                        [
                            .. clean.Select(text => new ContextEvent
                            {
                                EventType = "e",
                                Summary = text,
                                Timestamp = time,
                                Amount = days % 3 == 0 ? null : amount,
                            }),
                        ],
                        AgentMemory = new AgentMemory
                        {
                            Worker = days % 5 == 0 ? null : new WorkerMemory { Pending = [time], Applied = amount },
                            Others = clean
                                .Distinct()
                                .Where(name => name != WorkerMemory.Name)
                                .ToDictionary(
                                    name => name,
                                    name => JsonSerializer.SerializeToElement(new { name, amount })
                                ),
                        },
                        Version = amount,
                    };
                    var json = JsonSerializer.Serialize(context, LoopJson.Stored.UserContext);
                    Assert.Equal(json, RoundTrip(json));
                }
            )
            .QuickCheckThrowOnFailure();

    [Fact]
    public void Members_that_others_added_are_kept()
    {
        var extended = FromSeed
            .Replace("\"version\":42", "\"version\":42,\"region\":{\"id\":7}", StringComparison.Ordinal)
            .Replace(
                "\"snapshot_at\":1711468800",
                "\"snapshot_at\":1711468800,\"chain\":\"devnet\"",
                StringComparison.Ordinal
            )
            .Replace("\"amount\":null", "\"amount\":null,\"tags\":[1]", StringComparison.Ordinal);
        Assert.Equal(extended, RoundTrip(extended));
    }

    [Fact]
    public void The_first_context_has_the_defaults_of_the_seed() =>
        Assert.Equal(
            """{"pubkey":"u1","vault":{"cred_balance":0,"oxo_balance":0,"total_staked":0,"pending_yield":0,"active_positions":0,"snapshot_at":0},"preferences":{"auto_stake":true,"default_duration_days":90,"auto_compound":true,"compound_threshold":10000000000,"risk_tolerance":"balanced","notifications":{"on_capture":true,"on_stake":false,"on_yield":true,"on_unlock":true,"min_notify_amount":1000000000}},"recent_events":[],"agent_memory":{},"updated_at":0,"version":0}""",
            JsonSerializer.Serialize(UserContext.Initial("u1"), LoopJson.Stored.UserContext)
        );

    [Fact]
    public void The_worker_keeps_its_memory_beside_those_of_others()
    {
        var context = JsonSerializer.Deserialize(FromSeed, LoopJson.Stored.UserContext)!;
        var memory = new WorkerMemory
        {
            Pending = [5, 6],
            Crossings =
            [
                new KnownCrossing(8_000_000, "g1", "m1"),
                new KnownCrossing(9_000_000, "g2", "m1", IsExit: true),
            ],
            Applied = 3,
        };
        var stored = context with { AgentMemory = context.AgentMemory with { Worker = memory } };
        var json = JsonSerializer.Serialize(stored, LoopJson.Stored.UserContext);
        Assert.Contains(
            """{"loop_worker":{"applied":3,"crossings":[{"at":8000000,"id":"g1","m":"m1"},{"at":9000000,"id":"g2","m":"m1","out":true}],"overflow":[],"pending":[5,6]},"planner":{"goal":1.50,"steps":["a","b"]}}""",
            json,
            StringComparison.Ordinal
        );
        Assert.Equal(json, RoundTrip(json));
    }

    // An agent carries a memory along as serde_json's Value, and writes the members of that sorted.
    [Fact]
    public void The_workers_memory_has_the_bytes_of_an_agents_rewrite()
    {
        foreach (var type in new[] { typeof(WorkerMemory), typeof(KnownCrossing) })
        {
            var names = LoopJson
                .Stored.Options.GetTypeInfo(type)
                .Properties.Where(property => !property.IsExtensionData)
                .OrderBy(property => property.Order)
                .Select(property => property.Name)
                .ToList();
            Assert.Equal(names.Order(StringComparer.Ordinal), names);
        }
        var rewritten = FromSeed.Replace(
            "\"planner\":{\"goal\":1.50,\"steps\":[\"a\",\"b\"]}",
            """
            "loop_worker":{"applied":3,"crossings":[{"at":9000000,"id":"g1","m":"m1"}],"later":{"a":1},"overflow":[],"pending":[5,6],"zone":[1.50]}
            """.Trim(),
            StringComparison.Ordinal
        );
        Assert.NotEqual(FromSeed, rewritten);
        Assert.Equal(rewritten, RoundTrip(rewritten));
    }

    // As versions before this one stored where the user is.
    [Fact]
    public void A_location_that_was_stored_without_crossings_becomes_one()
    {
        const string Before =
            """{"pending":[5],"overflow":[],"location":{"merchant_id":"m1","entered_at":9},"applied":3}""";
        var json = FromSeed.Replace("\"planner\":", $"\"loop_worker\":{Before},\"planner\":", StringComparison.Ordinal);
        var context = JsonSerializer.Deserialize(json, LoopJson.Stored.UserContext)!;
        Assert.Equal([new KnownCrossing(9_000_000, "", "m1")], context.AgentMemory.Worker!.Crossings);
        Assert.Contains(
            """{"applied":3,"crossings":[{"at":9000000,"id":"","m":"m1"}],"overflow":[],"pending":[5]}""",
            JsonSerializer.Serialize(context, LoopJson.Stored.UserContext),
            StringComparison.Ordinal
        );
        var nowhere = json.Replace("""{"merchant_id":"m1","entered_at":9}""", "null", StringComparison.Ordinal);
        Assert.Empty(JsonSerializer.Deserialize(nowhere, LoopJson.Stored.UserContext)!.AgentMemory.Worker!.Crossings);
    }

    [Theory]
    [InlineData("\"mine\"")]
    [InlineData("null")]
    [InlineData("[{\"pending\":1}]")]
    [InlineData("{\"pending\":{\"a\":[1]},\"applied\":2}")]
    [InlineData("{\"crossings\":[null]}")]
    [InlineData("{\"crossings\":[{\"at\":1,\"id\":null,\"m\":\"m1\"}]}")]
    [InlineData("{\"crossings\":[{\"at\":1,\"id\":\"g1\"}]}")]
    public void Something_else_under_the_workers_name_counts_as_nothing(string other)
    {
        var json = FromSeed.Replace("\"planner\":", $"\"loop_worker\":{other},\"planner\":", StringComparison.Ordinal);
        var context = JsonSerializer.Deserialize(json, LoopJson.Stored.UserContext)!;
        Assert.Null(context.AgentMemory.Worker);
        Assert.Equal(FromSeed, JsonSerializer.Serialize(context, LoopJson.Stored.UserContext));
    }

    [Fact]
    public void A_new_event_goes_first_and_the_eleventh_goes()
    {
        var context = UserContext.Initial("u1");
        for (var i = 1; i <= 12; i++)
            context = context.WithEvent(new ContextEvent { EventType = "e", Timestamp = i });
        Assert.Equal([12, 11, 10, 9, 8, 7, 6, 5, 4, 3], context.RecentEvents.Select(entry => entry.Timestamp));
    }

    private static string RoundTrip(string json) =>
        JsonSerializer.Serialize(
            JsonSerializer.Deserialize(json, LoopJson.Stored.UserContext),
            LoopJson.Stored.UserContext
        );
}
