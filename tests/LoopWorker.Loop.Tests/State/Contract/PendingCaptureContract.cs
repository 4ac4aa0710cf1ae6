using System.Text.Json;
using LoopWorker.Loop.Captures;
using LoopWorker.Loop.State;
using LoopWorker.Loop.Storage;
using LoopWorker.Loop.Tests.Storage;
using LoopWorker.Loop.Users;
using LoopWorker.Tables;
using LoopWorker.Tables.Requests;

namespace LoopWorker.Loop.Tests.State.Contract;

public abstract class PendingCaptureContract : StateContract
{
    [Fact]
    public Task A_capture_is_stored_as_agents_store_it() =>
        RunAsync(async bench =>
        {
            var capture = await bench.Captures.AddAsync(User, Capture("m1"), None);

            Assert.Equal(bench.Now, capture.CreatedAt, 60.0);
            Assert.Equal(capture.CreatedAt + 1_814_400, capture.ExpiresAt, 60.0);
            var item = (await bench.StoredAsync(Keys.Pending(User, capture.CreatedAt)))!;
            AgentReading.Read(item);
            Assert.Equal(capture.ExpiresAt, item["ttl"]?.AsInt64);
            var listed = Assert.Single(await bench.Captures.ListAsync(User, None));
            Assert.Equal(new KeyedCapture(capture.CreatedAt, capture), listed);
        });

    [Fact]
    public Task A_capture_that_an_agent_has_added_is_listed_under_its_key() =>
        RunAsync(async bench =>
        {
            await PutAsync(bench, key: 1711468800, Data("m1", expiresAt: bench.Now + 100), bench.Now + 100);

            var listed = Assert.Single(await bench.Captures.ListAsync(User, None));

            Assert.Equal(
                (1711468800, "m1", 1250UL),
                (listed.Key, listed.Capture.MerchantId, listed.Capture.AmountCents)
            );
            Assert.Equal(-122.42308, listed.Capture.Location!.Longitude);
            Assert.True(await bench.Captures.RemoveAsync(User, listed.Key, None));
            Assert.False(await bench.Captures.RemoveAsync(User, listed.Key, None));
            Assert.Empty(await bench.Captures.ListAsync(User, None));
        });

    [Fact]
    public Task The_oldest_make_room_and_the_newest_are_listed_first() =>
        RunAsync(
            Options with
            {
                MaxPendingCaptures = 3,
            },
            async bench =>
            {
                for (var number = 1; number <= 7; number++)
                    await bench.Captures.AddAsync(User, Capture($"m{number}"), None);

                var listed = await bench.Captures.ListAsync(User, None);
                Assert.Equal(["m7", "m6", "m5"], listed.Select(entry => entry.Capture.MerchantId));
                Assert.Equal(3, await CountAsync(bench));
            }
        );

    [Fact]
    public Task Captures_of_the_same_second_have_keys_of_their_own() =>
        RunAsync(
            Options with
            {
                MaxPendingCaptures = 100,
            },
            async bench =>
            {
                var added = await AtOnceAsync(24, number => bench.Captures.AddAsync(User, Capture($"m{number}"), None));

                Assert.Equal(24, added.Select(capture => capture.CreatedAt).Distinct().Count());
                var listed = await bench.Captures.ListAsync(User, None);
                Assert.Equal(
                    added.Select(capture => (capture.CreatedAt, capture.MerchantId)).OrderDescending(),
                    listed.Select(entry => (entry.Key, entry.Capture.MerchantId))
                );
            }
        );

    [Fact]
    public Task However_many_add_at_once_readers_see_no_more_than_there_is_room_for() =>
        RunAsync(async bench =>
        {
            await AtOnceAsync(24, number => bench.Captures.AddAsync(User, Capture($"m{number}"), None));
            Assert.Equal(10, (await bench.Captures.ListAsync(User, None)).Count);

            await bench.Captures.AddAsync(User, Capture("last"), None);
            Assert.Equal(10, await CountAsync(bench));
            Assert.Equal("last", (await bench.Captures.ListAsync(User, None))[0].Capture.MerchantId);
        });

    [Fact]
    public Task All_pages_are_read() =>
        RunAsync(
            Options with
            {
                MaxPendingCaptures = 50,
            },
            async bench =>
            {
                // Twelve of them are more than the megabyte that a page holds.
                var proof = new string('p', 100_000);
                for (var number = 1; number <= 13; number++)
                    await bench.Captures.AddAsync(User, Capture($"m{number}") with { ProofData = proof }, None);
                Assert.Equal(13, (await bench.Captures.ListAsync(User, None)).Count);
            }
        );

    [Fact]
    public Task What_has_expired_is_not_listed_and_makes_room_first() =>
        RunAsync(
            Options with
            {
                MaxPendingCaptures = 2,
            },
            async bench =>
            {
                await PutAsync(bench, key: 1000, Data("over", bench.Now + 100), timeToLive: bench.Now);
                await PutAsync(bench, key: 1001, Data("ended", bench.Now - 1), timeToLive: bench.Now + 100);
                await PutAsync(bench, key: 999, Data("live", bench.Now + 500), timeToLive: bench.Now + 500);

                var listed = await bench.Captures.ListAsync(User, None);
                Assert.Equal("live", Assert.Single(listed).Capture.MerchantId);

                await bench.Captures.AddAsync(User, Capture("new"), None);
                Assert.Null(await bench.StoredAsync(Keys.Pending(User, 1000)));
            }
        );

    [Fact]
    public Task A_capture_ends_when_its_time_comes() =>
        RunAsync(async bench =>
        {
            var end = bench.Now + 1_000;
            await bench.Captures.AddAsync(User, Capture("m1") with { ExpiresAt = end }, None);
            await bench.Captures.AddAsync(User, Capture("m2"), None);
            await bench.PassAsync(1_001);
            Assert.Equal("m2", Assert.Single(await bench.Captures.ListAsync(User, None)).Capture.MerchantId);
            await bench.PassAsync(1_814_400);
            Assert.Empty(await bench.Captures.ListAsync(User, None));
        });

    [Fact]
    public Task A_capture_is_over_in_the_second_at_which_it_expires_and_one_that_does_not_say_when_lives_as_long_as_its_item() =>
        RunAsync(async bench =>
        {
            var end = bench.Now + 1_000;
            await PutAsync(bench, key: 1000, Data("ends", end), timeToLive: end + 100_000);
            await PutAsync(bench, key: 1001, Data("open", expiresAt: 0), timeToLive: end + 100_000);
            await bench.PassAsync(1_000);
            Assert.Equal("open", Assert.Single(await bench.Captures.ListAsync(User, None)).Capture.MerchantId);
        });

    [Theory]
    [InlineData("{")]
    [InlineData("null")]
    public Task A_malformed_capture_is_an_error_that_names_its_item(string json) =>
        RunAsync(async bench =>
        {
            await PutAsync(bench, key: 1000, json, bench.Now + 100);
            var failure = await FailsAsync(StateError.Serialization, () => bench.Captures.ListAsync(User, None));
            Assert.Contains("PENDING item", failure.Message, StringComparison.Ordinal);
        });

    [Fact]
    public Task A_capture_gets_no_key_that_a_worker_may_still_delete() =>
        RunAsync(async bench =>
        {
            // A burst has driven the worker's keys ahead of time, and all its captures are settled and gone.
            var ahead = bench.Now + 500;
            var memory = new WorkerMemory
            {
                Applied = 20,
                Pending = [ahead],
                Overflow = [ahead - 1],
            };
            var (_, put) = ContextItems.Write(
                ContextSnapshot.Fresh(User),
                UserContext.Initial(User),
                memory,
                bench.Now
            );
            await bench.Table.PutAsync(put, None);

            Assert.Equal(ahead + 1, (await bench.Captures.AddAsync(User, Capture("m1"), None)).CreatedAt);
        });

    private static PendingCapture Capture(string merchant) => new() { MerchantId = merchant, AmountCents = 450 };

    private static string Data(string merchant, long expiresAt) =>
        $$"""{"merchant_id":"{{merchant}}","merchant_name":null,"amount_cents":1250,"card_last4":"4242","proof_data":null,"proof_type":null,"location":{"latitude":37.0,"longitude":-122.42308,"accuracy_m":12.5},"created_at":1711468799,"expires_at":{{expiresAt}}}""";

    private static Task PutAsync(StateBench bench, long key, string json, long timeToLive) =>
        bench.PutAsync(
            $$$"""
            {"pk":{"S":"USER#{{{User}}}"},"sk":{"S":"PENDING#{{{key:D20}}}"},"capture_data":{"S":"{{{JsonEncodedText.Encode(
                json
            )}}}"},"merchant_id":{"S":"m"},"amount_cents":{"N":"1250"},"created_at":{"N":"{{{key}}}"},"ttl":{"N":"{{{timeToLive}}}"}}
            """
        );

    private static async Task<int> CountAsync(StateBench bench)
    {
        var query = new Query(Keys.User(User), Keys.PendingPrefix, Consistency: Consistency.Strong);
        return await bench.Table.QueryAllAsync(query).CountAsync();
    }
}
