using LoopWorker.Queues.Pump;
using LoopWorker.Queues.Pump.Leases;
using LoopWorker.Queues.Pump.Settling;

namespace LoopWorker.Loop.Pipeline;

/// <summary>A message lost to its visibility timeout: what is behind it in its group is given back.</summary>
internal sealed class LossHandling(Settler settler, IPipelineObserver observer) : IKeeperObserver
{
    public void OnRenewed(int messages) => observer.OnRenewed(messages);

    public async ValueTask OnLostAsync(Delivery delivery)
    {
        observer.OnLost(delivery);
        await settler.WithdrawAsync(delivery);
    }
}
