using Amazon.SQS.Model;
using LoopWorker.Queues.Sqs.Calls;

namespace LoopWorker.Queues.Sqs.Queues;

/// <summary>Moves from dead-letter queues, which SQS carries out by itself.</summary>
/// <remarks>Source: Amazon SQS API Reference, StartMessageMoveTask, ListMessageMoveTasks and CancelMessageMoveTask.</remarks>
internal sealed class MessageMoves(SqsCalls calls, QueueAddresses addresses)
{
    public async Task<MoveTask> StartAsync(
        string source,
        string? destination,
        int? perSecond,
        CancellationToken cancellation
    )
    {
        var request = new StartMessageMoveTaskRequest
        {
            SourceArn = await addresses.GetArnAsync(source, cancellation),
            DestinationArn = destination is null ? null : await addresses.GetArnAsync(destination, cancellation),
            MaxNumberOfMessagesPerSecond = perSecond,
        };
        await calls.CallAsync(
            "StartMessageMoveTask",
            source,
            (client, token) => client.StartMessageMoveTaskAsync(request, token),
            cancellation
        );
        return await GetAsync(source, cancellation);
    }

    public async Task<MoveTask> GetAsync(string source, CancellationToken cancellation) =>
        ToMoveTask(source, await GetNewestAsync(source, cancellation));

    public async Task CancelAsync(string source, CancellationToken cancellation)
    {
        // Only a task that is under way has a handle.
        var request = new CancelMessageMoveTaskRequest
        {
            TaskHandle =
                (await GetNewestAsync(source, cancellation)).TaskHandle
                ?? throw new QueueException(
                    QueueErrors.MoveNotFound,
                    $"No move of the messages of '{source}' is under way: there is nothing to stop."
                ),
        };
        await calls.CallAsync(
            "CancelMessageMoveTask",
            source,
            (client, token) => client.CancelMessageMoveTaskAsync(request, token),
            cancellation
        );
    }

    private async Task<ListMessageMoveTasksResultEntry> GetNewestAsync(string source, CancellationToken cancellation)
    {
        var request = new ListMessageMoveTasksRequest
        {
            SourceArn = await addresses.GetArnAsync(source, cancellation),
            MaxResults = 1,
        };
        var answer = await calls.CallAsync(
            "ListMessageMoveTasks",
            source,
            (client, token) => client.ListMessageMoveTasksAsync(request, token),
            cancellation
        );
        return answer.Results is [var newest, ..]
            ? newest
            : throw new QueueException(
                QueueErrors.MoveNotFound,
                $"No move of the messages of '{source}' was ever started: start one first."
            );
    }

    private static MoveTask ToMoveTask(string source, ListMessageMoveTasksResultEntry task) =>
        task.Status is "FAILED"
            ? throw new QueueException(
                QueueErrors.MoveFailed,
                $"The move of the messages of '{source}' failed after {task.ApproximateNumberOfMessagesMoved ?? 0}: {task.FailureReason}."
            )
            : new MoveTask(
                source,
                task.DestinationArn is { Length: > 0 } arn ? QueueArn.NameOf(arn) : null,
                task.ApproximateNumberOfMessagesMoved ?? 0,
                task.ApproximateNumberOfMessagesToMove ?? 0,
                Finished: task.Status is "COMPLETED" or "CANCELLED"
            );
}
