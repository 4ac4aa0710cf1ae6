using LoopWorker.Queues;
using LoopWorker.Tables;
using LoopWorker.Tables.DynamoDb;

namespace LoopWorker.Provisioning;

/// <summary>Carries out a plan, step by step. After a failure, a new run continues where the last one stopped.</summary>
public sealed class Provisioner(IQueueService queues, DynamoDbTableService tables)
{
    /// <returns>Whether it was done; if not, the endpoint is an emulator without this feature.</returns>
    /// <exception cref="QueueException">If SQS refuses a step.</exception>
    /// <exception cref="TableException">If DynamoDB refuses a step.</exception>
    public async Task<bool> TryAsync(ProvisionStep step, CancellationToken cancellation)
    {
        try
        {
            await RunAsync(step, cancellation);
            return true;
        }
        catch (TableException exception) when (exception.Code == TableErrors.UnknownOperation)
        {
            return false;
        }
    }

    private Task RunAsync(ProvisionStep step, CancellationToken cancellation) =>
        step switch
        {
            ProvisionStep.CreateQueue(var queue) => queues.CreateAsync(queue, cancellation),
            ProvisionStep.ChangeQueue(var change, _, _, _) => queues.ChangeAsync(change, cancellation),
            ProvisionStep.CreateTable(var table) => tables.CreateAsync(table, cancellation),
            ProvisionStep.EnableTimeToLive(var table, var attribute) => tables.EnableTimeToLiveAsync(
                table,
                attribute,
                cancellation
            ),
            ProvisionStep.EnablePointInTimeRecovery(var table) => tables.EnablePointInTimeRecoveryAsync(
                table,
                cancellation
            ),
            _ => throw new ArgumentOutOfRangeException(nameof(step), step.GetType().Name, "Not a step."),
        };
}
