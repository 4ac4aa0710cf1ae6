using System.Text.Json;
using LoopWorker.Loop.Json;
using LoopWorker.Loop.Storage;
using LoopWorker.Loop.Tests.Support;
using LoopWorker.Tables.Conditions;
using LoopWorker.Tables.Requests;
using LoopWorker.Tables.Values;

namespace LoopWorker.Loop.Tests.Pipeline;

/// <summary>
/// An agent that reads, changes and writes contexts beside the workers, with the seed's optimistic locking. It counts in a
/// memory of its own, so that a write of its that someone has overwritten shows.
/// </summary>
internal sealed class CountingAgent(Rig rig, IReadOnlyList<string> users, Random random)
{
    private const string Memory = "counting_agent";
    private readonly Dictionary<string, int> _written = [];

    public async Task WriteAsync(int times)
    {
        for (; times > 0; times--)
        {
            await Task.Delay(TimeSpan.FromMilliseconds(random.Next(200)), rig.Clock);
            var user = users[random.Next(users.Count)];
            if (await rig.ItemAsync(Keys.Context(user)) is not { } item)
                continue;
            var context = ContextItems.Read(user, item).Context;
            var others = new Dictionary<string, JsonElement>(
                context.AgentMemory.Others ?? new Dictionary<string, JsonElement>()
            )
            {
                [Memory] = JsonSerializer.SerializeToElement(CountIn(context.AgentMemory.Others) + 1),
            };
            var changed = context with
            {
                AgentMemory = context.AgentMemory with { Others = others },
                Version = context.Version + 1,
            };
            await Task.Delay(TimeSpan.FromMilliseconds(random.Next(50)), rig.Clock);
            var put = new Put(
                Item.Of(
                    Keys.Context(user),
                    ("context_data", JsonSerializer.Serialize(changed, LoopJson.Stored.UserContext)),
                    ("version", changed.Version),
                    ("updated_at", changed.UpdatedAt)
                ),
                Condition.Equal("version", context.Version)
            );
            if ((await rig.Table.PutAsync(put, CancellationToken.None)).Succeeded)
                _written[user] = _written.GetValueOrDefault(user) + 1;
        }
    }

    /// <summary>Everything it has written is there.</summary>
    public async Task CompareAsync()
    {
        foreach (var (user, count) in _written)
            Assert.Equal(count, CountIn((await rig.ContextAsync(user)).Context.AgentMemory.Others));
    }

    private static int CountIn(IDictionary<string, JsonElement>? memories) =>
        memories is not null && memories.TryGetValue(Memory, out var count) ? count.GetInt32() : 0;
}
