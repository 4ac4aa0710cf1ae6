using LoopWorker.Loop.Storage;
using LoopWorker.Simulation.Traffic;
using LoopWorker.Tables.Conditions;
using LoopWorker.Tables.Requests;
using LoopWorker.Tables.Values;

namespace LoopWorker.Simulation.Agents;

/// <summary>
/// An agent in JavaScript, which writes texts that were cut inside an emoji into one user's context: at first only where the worker has to keep them,
/// for a while also where it has to read them. That user's events fail meanwhile, alone, and nobody's worker ends.
/// </summary>
internal sealed class OddAgent(World world)
{
    private const string Sound = "\"risk_tolerance\":\"balanced\"";
    private const string Spoilt = "\"risk_tolerance\":\"\\ud83d\"";
    private static readonly ItemKey Key = Keys.Context(EventMaker.User(EventMaker.Poisoned));

    /// <summary>Adds a text of its own to the context.</summary>
    public Task BeginAsync() =>
        RewriteAsync("\"agent_memory\":{", "\"agent_memory\":{\"chat\":{\"said\":\"caf\\u00e9 \\ud83d\",\"n\":1E5},");

    /// <summary>Makes the context one that cannot be read, and after some time mends it.</summary>
    public async Task SpoilAsync()
    {
        await PauseAsync(10);
        await RewriteAsync(Sound, Spoilt);
        world.Trace.Add("agent", "spoils", Key.Partition);
        await PauseAsync(15);
        await RewriteAsync(Spoilt, Sound);
        world.Trace.Add("agent", "mends", Key.Partition);
    }

    // By optimistic locking, as all agents do it.
    private async Task RewriteAsync(string before, string after)
    {
        bool written;
        do
        {
            var item = (await world.Table.GetAsync(Key, Consistency.Strong, CancellationToken.None)).Item!;
            var version = item[Attributes.Version]!;
            var json = item[Attributes.ContextData]!.AsString!.Replace(before, after, StringComparison.Ordinal);
            json = json.Replace(",}", "}", StringComparison.Ordinal);
            var put = new Put(
                item.With(Attributes.ContextData, json).With(Attributes.Version, version.AsUInt64!.Value + 1),
                Condition.Equal(Attributes.Version, version)
            );
            written = (await world.Table.PutAsync(put, CancellationToken.None)).Succeeded;
        } while (!written);
    }

    private Task PauseAsync(int seconds) =>
        Task.Delay(TimeSpan.FromSeconds(world.Simulator.Random.NextDouble() * seconds), world.Process.Time);
}
