using LoopWorker.Queues;
using LoopWorker.Queues.InMemory;
using LoopWorker.Queues.Messages;

namespace LoopWorker.Benchmarks.Scaling.Traffic;

/// <summary>
/// Keeps more messages in the source queue than the replicas can take, so that they are what limits the throughput.
/// </summary>
internal sealed class Backlog(Deployment deployment, PurchaseMaker maker)
{
    private const int Visible = 20_000;
    private static readonly TimeSpan BetweenLooks = TimeSpan.FromMilliseconds(50);

    public async Task KeepAsync(CancellationToken stop)
    {
        while (!stop.IsCancellationRequested)
        {
            await FillAsync(deployment.Source);
            // Whoever is told of it has read it.
            await deployment.Notifications.PurgeAsync(CancellationToken.None);
            await Task.Delay(BetweenLooks, deployment.Clock, CancellationToken.None);
        }
    }

    private async Task FillAsync(InMemoryQueue queue)
    {
        var depth = await queue.GetDepthAsync(CancellationToken.None);
        for (var missing = Visible - depth.Visible; missing > 0; missing -= QueueLimits.BatchEntries)
            await queue.SendAsync(
                [.. Enumerable.Range(0, QueueLimits.BatchEntries).Select(_ => new OutgoingMessage(maker.Next()))],
                CancellationToken.None
            );
    }
}
