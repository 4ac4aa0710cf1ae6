using System.Text.Json;
using LoopWorker.Loop.State;
using LoopWorker.Loop.Storage;
using LoopWorker.Loop.Tests.Storage;
using LoopWorker.Loop.Users;
using LoopWorker.Tables.Requests;
using LoopWorker.Tables.Values;

namespace LoopWorker.Loop.Tests.State.Contract;

public abstract class ContextContract : StateContract
{
    // As loop-agent-sdk 0.1.0 writes it, and two members that it does not know.
    private const string Stored = """
        {"pubkey":"5A7E0YKTZ","vault":{"cred_balance":18446744073709551615,"oxo_balance":0,"total_staked":0,"pending_yield":0,"active_positions":3,"snapshot_at":1711468800},"preferences":{"auto_stake":true,"default_duration_days":90,"auto_compound":true,"compound_threshold":10000000000,"risk_tolerance":"balanced","notifications":{"on_capture":true,"on_stake":false,"on_yield":true,"on_unlock":true,"min_notify_amount":1000000000},"theme":{"b":1.50,"a":"é"}},"recent_events":[{"event_type":"capture","timestamp":1711468000,"summary":"one","amount":null}],"agent_memory":{"notes":[1e2,{"z":null}]},"updated_at":1711468800,"version":42,"later":"kept"}
        """;

    [Fact]
    public Task A_context_that_an_agent_has_written_is_fetched() =>
        RunAsync(async bench =>
        {
            await bench.PutAsync(ItemOf(Stored, version: 42));

            var context = await bench.Contexts.FetchAsync(User, None);

            Assert.Equal((User, 42UL, 1711468800L), (context.Pubkey, context.Version, context.UpdatedAt));
            Assert.Equal(ulong.MaxValue, context.Vault.CredBalance);
            Assert.Equal("one", Assert.Single(context.RecentEvents).Summary);
        });

    [Fact]
    public Task A_user_without_a_context_is_not_found() =>
        RunAsync(bench => FailsAsync(StateError.NotFound, () => bench.Contexts.FetchAsync(User, None)));

    [Theory]
    [InlineData("{")]
    [InlineData("null")]
    [InlineData("""{"pubkey":"5A7E0YKTZ"}""")]
    public Task A_malformed_context_is_an_error_that_names_its_item_and_no_key(string json) =>
        RunAsync(async bench =>
        {
            await bench.PutAsync(ItemOf(json, version: 3));

            Func<Task>[] calls =
            [
                () => bench.Contexts.FetchAsync(User, None),
                () => bench.Contexts.PatchAsync(User, "preferences.auto_stake", Json("false"), None),
                () => bench.Contexts.PushEventAsync(User, Event(1), None),
                () => bench.Contexts.GetOrInitializeAsync(User, None),
            ];
            foreach (var call in calls)
            {
                var failure = await FailsAsync(StateError.Serialization, call);
                Assert.Contains("CONTEXT item", failure.Message, StringComparison.Ordinal);
                Assert.DoesNotContain(User, failure.Message, StringComparison.Ordinal);
            }
            Assert.Equal(json, (await bench.StoredAsync(Keys.Context(User)))!["context_data"]?.AsString);
        });

    [Fact]
    public Task A_batch_tells_found_missing_and_malformed_contexts_apart() =>
        RunAsync(async bench =>
        {
            string[] users = [.. Enumerable.Range(0, 120).Select(number => $"u{number}")];
            foreach (var user in users[..110])
                await bench.Contexts.GetOrInitializeAsync(user, None);
            await bench.PutAsync("""{"pk":{"S":"USER#u110"},"sk":{"S":"CONTEXT"},"context_data":{"S":"{"}}""");

            var fetched = await bench.Contexts.FetchManyAsync([.. users, "u0"], None);

            Assert.Equal(users[..110].Order(), fetched.Found.Keys.Order());
            Assert.All(fetched.Found, pair => Assert.Equal(pair.Key, pair.Value.Pubkey));
            Assert.Equal(users[111..], fetched.Missing);
            var (malformed, failure) = Assert.Single(fetched.Malformed);
            Assert.Equal(("u110", StateError.Serialization), (malformed, failure.Error));
        });

    [Fact]
    public Task A_first_push_never_replaces_a_context() =>
        RunAsync(async bench =>
        {
            var first = UserContext.Initial(User) with { Version = 1, UpdatedAt = bench.Now };
            await bench.Contexts.PushAsync(first, None);
            AgentReading.Read((await bench.StoredAsync(Keys.Context(User)))!);
            await bench.Contexts.PushAsync(first with { Version = 2 }, None);

            var conflict = await Assert.ThrowsAsync<VersionConflictException>(() =>
                bench.Contexts.PushAsync(first, None)
            );

            Assert.Equal((0UL, 2UL), (conflict.Expected, conflict.Actual));
            Assert.Equal(2UL, (await bench.Contexts.FetchAsync(User, None)).Version);
        });

    [Fact]
    public Task A_push_of_an_old_version_says_which_one_is_stored() =>
        RunAsync(async bench =>
        {
            await bench.PutAsync(ItemOf(Stored, version: 42));
            var old = await bench.Contexts.FetchAsync(User, None);
            await bench.Contexts.PushAsync(old with { Version = 43 }, None);
            await bench.Contexts.PushAsync(old with { Version = 44 }, None);

            var conflict = await Assert.ThrowsAsync<VersionConflictException>(() =>
                bench.Contexts.PushAsync(old with { Version = 43 }, None)
            );

            Assert.Equal(
                (StateError.VersionConflict, 42UL, 44UL),
                (conflict.Error, conflict.Expected, conflict.Actual)
            );
            await Assert.ThrowsAsync<ArgumentException>(() => bench.Contexts.PushAsync(old with { Version = 0 }, None));
        });

    [Fact]
    public Task A_later_push_is_stored_where_there_is_no_context_and_over_one_without_a_version() =>
        RunAsync(async bench =>
        {
            var context = UserContext.Initial(User) with { Version = 2 };
            await bench.Contexts.PushAsync(context, None);
            Assert.Equal(2UL, (await bench.Contexts.FetchAsync(User, None)).Version);

            var stored = (await bench.StoredAsync(Keys.Context(User)))!;
            await bench.Table.PutAsync(new Put(stored.Without("version")), None);
            await bench.Contexts.PushAsync(context with { Version = 9 }, None);
            Assert.Equal(9UL, (await bench.Contexts.FetchAsync(User, None)).Version);
        });

    [Fact]
    public Task Of_many_pushes_of_a_version_at_once_one_is_stored_and_the_others_hear_of_it() =>
        RunAsync(async bench =>
        {
            var first = await bench.Contexts.GetOrInitializeAsync(User, None);

            var stored = await AtOnceAsync(
                32,
                async number =>
                {
                    try
                    {
                        var pushed = (first with { Version = 2 }).WithEvent(Event(number));
                        await bench.Contexts.PushAsync(pushed, None);
                        return number;
                    }
                    catch (VersionConflictException conflict)
                    {
                        Assert.Equal((1UL, 2UL), (conflict.Expected, conflict.Actual));
                        return -1;
                    }
                }
            );

            var winner = Assert.Single(stored, number => number >= 0);
            var context = await bench.Contexts.FetchAsync(User, None);
            Assert.Equal(winner, Assert.Single(context.RecentEvents).Timestamp);
        });

    [Fact]
    public Task Many_who_initialize_a_context_at_once_get_the_same_one() =>
        RunAsync(async bench =>
        {
            var contexts = await AtOnceAsync(32, _ => bench.Contexts.GetOrInitializeAsync(User, None));

            Assert.All(contexts, context => Assert.Equal(1UL, context.Version));
            Assert.Single(contexts.Select(context => context.UpdatedAt).Distinct());
            Assert.Equal(1UL, (await bench.Contexts.FetchAsync(User, None)).Version);
            AgentReading.Read((await bench.StoredAsync(Keys.Context(User)))!);
        });

    [Fact]
    public Task Who_initializes_a_context_while_others_push_events_to_it_takes_none_of_them_away() =>
        RunAsync(async bench =>
        {
            await AtOnceAsync(
                20,
                number =>
                    number % 2 == 0
                        ? bench.Contexts.PushEventAsync(User, Event(number), None)
                        : bench.Contexts.GetOrInitializeAsync(User, None)
            );

            var context = await bench.Contexts.FetchAsync(User, None);
            Assert.Equal(
                Enumerable.Range(0, 10).Select(number => 2L * number),
                context.RecentEvents.Select(entry => entry.Timestamp).Order()
            );
            // One more if the first write was an initialization.
            Assert.InRange(context.Version, 10UL, 11UL);
        });

    [Fact]
    public Task A_context_that_is_there_is_not_initialized() =>
        RunAsync(async bench =>
        {
            await bench.PutAsync(ItemOf(Stored, version: 42));
            Assert.Equal(42UL, (await bench.Contexts.GetOrInitializeAsync(User, None)).Version);
            Assert.Equal(Stored.Trim(), await JsonOf(bench));
        });

    [Fact]
    public Task A_patch_changes_its_field_and_leaves_every_other_byte() =>
        RunAsync(async bench =>
        {
            await bench.PutAsync(ItemOf(Stored, version: 42));

            var patched = await bench.Contexts.PatchAsync(
                User,
                "preferences.default_duration_days",
                Json("65535"),
                None
            );

            Assert.Equal((65535, 43UL), (patched.Preferences.DefaultDurationDays, patched.Version));
            Assert.Equal(bench.Now, patched.UpdatedAt, 60.0);
            Assert.Equal(
                Stored
                    .Trim()
                    .Replace("_days\":90", "_days\":65535", StringComparison.Ordinal)
                    .Replace(
                        "\"updated_at\":1711468800,\"version\":42",
                        $"\"updated_at\":{patched.UpdatedAt},\"version\":43",
                        StringComparison.Ordinal
                    ),
                await JsonOf(bench)
            );
            AgentReading.Read((await bench.StoredAsync(Keys.Context(User)))!);
        });

    [Theory]
    [InlineData("preferences.unknown", "true")]
    [InlineData("version", "7")]
    [InlineData("preferences.default_duration_days", "65536")]
    [InlineData("preferences.auto_stake", "1")]
    public Task A_patch_that_names_no_field_or_no_value_for_it_writes_nothing(string path, string value) =>
        RunAsync(async bench =>
        {
            await bench.PutAsync(ItemOf(Stored, version: 42));
            await FailsAsync(StateError.Serialization, () => bench.Contexts.PatchAsync(User, path, Json(value), None));
            Assert.Equal(Stored.Trim(), await JsonOf(bench));
        });

    [Fact]
    public Task A_patch_of_what_is_so_already_writes_nothing_and_one_of_no_context_is_not_found() =>
        RunAsync(async bench =>
        {
            await FailsAsync(
                StateError.NotFound,
                () => bench.Contexts.PatchAsync(User, "preferences.auto_stake", Json("true"), None)
            );
            Assert.Null(await bench.StoredAsync(Keys.Context(User)));

            await bench.PutAsync(ItemOf(Stored, version: 42));
            var patched = await bench.Contexts.PatchAsync(User, "preferences.auto_stake", Json("true"), None);
            Assert.Equal(42UL, patched.Version);
            Assert.Equal(Stored.Trim(), await JsonOf(bench));
        });

    [Fact]
    public Task The_newest_events_are_kept_the_newest_first_and_a_first_one_makes_the_context() =>
        RunAsync(
            Options with
            {
                MaxEvents = 3,
            },
            async bench =>
            {
                for (var number = 1; number <= 5; number++)
                    await bench.Contexts.PushEventAsync(User, Event(number), None);

                var context = await bench.Contexts.FetchAsync(User, None);
                Assert.Equal([5L, 4L, 3L], context.RecentEvents.Select(entry => entry.Timestamp));
                Assert.Equal(5UL, context.Version);
                AgentReading.Read((await bench.StoredAsync(Keys.Context(User)))!);
            }
        );

    [Fact]
    public Task Of_many_events_pushed_at_once_none_is_lost() =>
        RunAsync(
            Options with
            {
                MaxEvents = 100,
            },
            async bench =>
            {
                await AtOnceAsync(32, number => bench.Contexts.PushEventAsync(User, Event(number), None));

                var context = await bench.Contexts.FetchAsync(User, None);
                Assert.Equal(32UL, context.Version);
                Assert.Equal(
                    Enumerable.Range(0, 32).Select(number => (long)number),
                    context.RecentEvents.Select(entry => entry.Timestamp).Order()
                );
            }
        );

    private static ContextEvent Event(long number) =>
        new()
        {
            EventType = "capture",
            Timestamp = number,
            Summary = "a coffee",
            Amount = 5,
        };

    private static JsonElement Json(string text) => JsonElement.Parse(text);

    private static string ItemOf(string json, ulong version) =>
        $$$"""
            {"pk":{"S":"USER#{{{User}}}"},"sk":{"S":"CONTEXT"},"context_data":{"S":{{{Quoted(
                json.Trim()
            )}}}},"version":{"N":"{{{version}}}"},"updated_at":{"N":"1711468800"}}
            """;

    private static string Quoted(string text) => $"\"{JsonEncodedText.Encode(text)}\"";

    private static async Task<string?> JsonOf(StateBench bench) =>
        (await bench.StoredAsync(Keys.Context(User)))!["context_data"]?.AsString;
}
