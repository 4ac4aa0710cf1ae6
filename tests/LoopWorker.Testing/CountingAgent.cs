using System.Text.Json;
using LoopWorker.Loop.Json;
using LoopWorker.Loop.Storage;
using LoopWorker.Loop.Users;
using LoopWorker.Tables;
using LoopWorker.Tables.Conditions;
using LoopWorker.Tables.Requests;
using LoopWorker.Tables.Values;

namespace LoopWorker.Testing;

/// <summary>
/// An agent that reads, changes and writes contexts beside the workers, with the agents' optimistic locking. It counts in a
/// memory of its own, so that a write of its that someone has overwritten shows.
/// </summary>
/// <param name="table">The table that it shares.</param>
/// <param name="pause">What it does between reading and writing.</param>
public sealed class CountingAgent(ITable table, Func<Task> pause)
{
    private const string Memory = "counting_agent";
    private readonly Dictionary<string, int> _written = [];

    /// <summary>How often it has written each user's context.</summary>
    public IReadOnlyDictionary<string, int> Written => _written;

    /// <summary>Writes a user's context, if there is one and nobody else writes it meanwhile.</summary>
    public async Task<bool> WriteAsync(string user)
    {
        var found = await table.GetAsync(Keys.Context(user), Consistency.Strong, CancellationToken.None);
        if (found.Item is not { } item)
            return false;
        var context = ContextItems.Read(user, item).Context;
        var others = new Dictionary<string, JsonElement>(
            context.AgentMemory.Others ?? new Dictionary<string, JsonElement>()
        )
        {
            [Memory] = JsonSerializer.SerializeToElement(CountIn(context) + 1),
        };
        var changed = context with
        {
            AgentMemory = context.AgentMemory with { Others = others },
            Version = context.Version + 1,
        };
        await pause();
        var put = new Put(
            Item.Of(
                Keys.Context(user),
                (Attributes.ContextData, JsonSerializer.Serialize(changed, LoopJson.Stored.UserContext)),
                (Attributes.Version, changed.Version),
                (Attributes.UpdatedAt, changed.UpdatedAt)
            ),
            Condition.Equal(Attributes.Version, context.Version)
        );
        if (!(await table.PutAsync(put, CancellationToken.None)).Succeeded)
            return false;
        _written[user] = _written.GetValueOrDefault(user) + 1;
        return true;
    }

    /// <summary>How many of its writes a context holds.</summary>
    public static int CountIn(UserContext context) =>
        context.AgentMemory.Others is { } memories && memories.TryGetValue(Memory, out var count)
            ? count.GetInt32()
            : 0;
}
