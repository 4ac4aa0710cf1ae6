using LoopWorker.Core;
using LoopWorker.Tables;
using LoopWorker.Tables.Patterns.Checkpoints;

namespace LoopWorker.Samples.Toolkit;

/// <summary>An agent saves its conversations after each turn and goes on from there, however long they have become.</summary>
internal static class CheckpointsSample
{
    public static async Task RunAsync(ITable table, Action<string> print, CancellationToken cancellation)
    {
        var options = new CheckpointOptions { TimeToLive = TimeSpan.FromDays(30) };
        var store = new CheckpointStore(table, Randomness.Unseeded(), TimeProvider.System, options);

        await store.SaveAsync("user-123/orders", """{"messages": ["Where is my order?"]}""", cancellation);
        var checkpoint = await store.LoadAsync("user-123/orders", cancellation);
        print($"Loaded: {checkpoint?.State}");

        // Two agents in one conversation: only the first to save goes on from the state that both have loaded.
        var expected = checkpoint!.Info.Version;
        var first = await store.TrySaveAsync("user-123/orders", """{"messages": []}""", expected, cancellation);
        var second = await store.TrySaveAsync("user-123/orders", """{"messages": [1]}""", expected, cancellation);
        print($"The first agent's state is saved: {first.Saved}, the second's: {second.Saved}");

        // More than an item of DynamoDB can hold: it is compressed, and split where that is not enough.
        var history = $"[{string.Join(',', Enumerable.Range(0, 200_000).Select(turn => turn * 7_919L % 1_000_003))}]";
        await store.SaveAsync("user-123/archive", history, cancellation);
        var loaded = await store.LoadAsync("user-123/archive", cancellation);
        print($"A state of {history.Length:N0} characters comes back: {loaded?.State == history}");

        var threads = new List<string>();
        await foreach (var info in store.ListAsync("user-123/", cancellation))
            threads.Add(info.Thread);
        print($"Threads: {string.Join(", ", threads.Order())}");
        await store.DeleteAsync("user-123/archive", cancellation);
        print($"Deleted: {await store.LoadAsync("user-123/archive", cancellation) is null}");
    }
}
