using LoopWorker.Loop.Pipeline;
using LoopWorker.Queues;
using LoopWorker.Queues.Messages;
using LoopWorker.Simulation.Invariants;
using LoopWorker.Testing;

namespace LoopWorker.Simulation.Mutations;

/// <summary>Notifications are deduplicated by their own ids, which may be longer than SQS takes.</summary>
internal sealed class NotificationsDeduplicatedByTheirIds : Mutation
{
    public override IQueue Of(IQueue queue, World world) =>
        queue.Name == world.Notifications.Name && world.Scenario.FifoNotifications
            ? queue.On(
                (QueueCall.Send call, IQueue next) =>
                    (
                        call with
                        {
                            Messages =
                            [
                                .. call.Messages.Select(message =>
                                    message with
                                    {
                                        DeduplicationId = Notifications.IdOf(message.Body),
                                    }
                                ),
                            ],
                        }
                    ).MakeAsync(next)
            )
            : queue;
}

/// <summary>What does not answer is waited for a moment only.</summary>
internal sealed class NotificationsNotWaitedFor : Mutation
{
    public override PipelineOptions Of(PipelineOptions options) => options with { MaxHold = TimeSpan.FromSeconds(1) };
}
