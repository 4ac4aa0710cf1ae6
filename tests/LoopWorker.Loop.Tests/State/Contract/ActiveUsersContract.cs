using System.Text.Json;
using LoopWorker.Loop.Deciding;
using LoopWorker.Loop.State;
using LoopWorker.Loop.Storage;
using LoopWorker.Loop.Tests.Support;
using LoopWorker.Loop.Users;

namespace LoopWorker.Loop.Tests.State.Contract;

/// <summary>Active users by their last update.</summary>
public abstract class ActiveUsersContract : StateContract
{
    private static StateOptions Listing => Options with { ActiveUsersIndex = "GSI1" };

    [Fact]
    public Task Users_are_listed_by_their_last_update_the_latest_first() =>
        RunAsync(
            Listing,
            async bench =>
            {
                foreach (var (user, updatedAt) in new[] { ("a", 100), ("b", 300), ("c", 200) })
                    await bench.Contexts.PushAsync(At(user, updatedAt), None);
                Assert.Equal(["b 300", "c 200", "a 100"], await ListAsync(bench));
                Assert.Equal(["c 200", "a 100"], await ListAsync(bench, until: 200));
                Assert.Equal(["b 300", "c 200"], await ListAsync(bench, since: 200));
                await bench.Contexts.PushAsync(At("a", 400) with { Version = 2 }, None);
                Assert.Equal(["a 400", "b 300", "c 200"], await ListAsync(bench));
            }
        );

    [Fact]
    public Task The_attributes_are_the_documented_ones() =>
        RunAsync(
            Listing,
            async bench =>
            {
                await bench.Contexts.GetOrInitializeAsync(User, None);
                var item = (await bench.StoredAsync(Keys.Context(User)))!;
                Assert.Equal("ACTIVE", item["GSI1PK"]?.AsString);
                Assert.Equal(item["updated_at"], item["GSI1SK"]);
            }
        );

    [Fact]
    public Task A_worker_and_a_store_that_does_not_list_keep_listed_who_is() =>
        RunAsync(
            Listing,
            async bench =>
            {
                await bench.Contexts.PushAsync(At(User, 100), None);
                var stored = ContextItems.Read(User, await bench.StoredAsync(Keys.Context(User)));
                var change = Decision.Apply(
                    stored,
                    [new HashedEvent(Make.Yield(user: User), "hash")],
                    new HashSet<long>(),
                    new LoopRules(),
                    DateTimeOffset.FromUnixTimeSeconds(200)
                );
                await bench.Table.PutAsync(change.Context, None);
                Assert.Equal([$"{User} 200"], await ListAsync(bench));
                Assert.True(change.After.IsListed);

                var notListing = new LoopStateStore(bench.Table, Options, Core.Randomness.Seeded(1), bench.Time);
                await notListing.PatchAsync(User, "preferences.auto_stake", JsonElement.Parse("false"), None);
                Assert.Equal([$"{User} {bench.Now}"], await ListAsync(bench));
            }
        );

    [Fact]
    public Task Unless_it_is_wanted_nobody_is_listed() =>
        RunAsync(async bench =>
        {
            await bench.Contexts.GetOrInitializeAsync(User, None);
            Assert.Null((await bench.StoredAsync(Keys.Context(User)))!["GSI1PK"]);
            var failure = Assert.Throws<ArgumentException>(() => new ActiveUsers(bench.Table, Options));
            Assert.Contains("ActiveUsersIndex is not set", failure.Message, StringComparison.Ordinal);
        });

    private static UserContext At(string user, long updatedAt) =>
        UserContext.Initial(user) with
        {
            Version = 1,
            UpdatedAt = updatedAt,
        };

    private static async Task<List<string>> ListAsync(StateBench bench, long? since = null, long? until = null)
    {
        var users = new List<string>();
        await foreach (var user in new ActiveUsers(bench.Table, Listing).ListAsync(Time(since), Time(until), None))
            users.Add($"{user.Pubkey} {user.UpdatedAt}");
        return users;

        static DateTimeOffset? Time(long? seconds) =>
            seconds is { } value ? DateTimeOffset.FromUnixTimeSeconds(value) : null;
    }
}
