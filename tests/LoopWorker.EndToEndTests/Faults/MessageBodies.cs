using LoopWorker.Comparing;
using LoopWorker.Queues;

namespace LoopWorker.EndToEndTests.Faults;

/// <summary>What lies in a queue at the end of a run.</summary>
internal static class MessageBodies
{
    /// <summary>Takes all messages out of a queue, and hands over their bodies.</summary>
    public static async Task<IReadOnlyList<string>> TakeAllAsync(IQueueService client, string queue)
    {
        var messages = await QueueReading.ReadAllAsync(
            await client.OpenAsync(queue, CancellationToken.None),
            consume: true,
            CancellationToken.None
        );
        return [.. messages.Select(message => message.Body)];
    }
}
