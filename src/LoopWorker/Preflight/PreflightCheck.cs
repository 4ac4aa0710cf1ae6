using LoopWorker.Configuration;
using LoopWorker.Engines;
using LoopWorker.Provisioning;
using LoopWorker.Queues;
using LoopWorker.Tables;

namespace LoopWorker.Preflight;

/// <summary>Checks what the settings alone do not show: the actual queues and table. Read-only.</summary>
public sealed class PreflightCheck(LoopWorkerSettings settings, AwsServices aws)
{
    /// <summary>All findings, reported together.</summary>
    /// <exception cref="QueueException">If SQS cannot be reached for now.</exception>
    /// <exception cref="TableException">If DynamoDB cannot be reached for now.</exception>
    public async Task<IReadOnlyList<Finding>> RunAsync(CancellationToken cancellation)
    {
        var blueprint = Blueprint.Of(settings);
        var findings = new List<Finding>();
        var queues = new Dictionary<string, QueueDefinition>();
        foreach (var name in blueprint.Queues.Select(queue => queue.Name))
            try
            {
                var queue = await aws.Queues.OpenAsync(name, cancellation);
                queues.Add(name, await queue.DescribeAsync(cancellation));
            }
            catch (QueueException exception) when (!exception.IsTransient)
            {
                findings.Add(new Finding(Severity.Error, name, exception.Message));
            }
        foreach (var received in blueprint.Received)
            if (
                queues.TryGetValue(received.Queue.Name, out var queue)
                && queues.TryGetValue(received.DeadLetters.Name, out var deadLetters)
            )
                findings.AddRange(QueueRules.Of(received, queue, deadLetters));
        if (blueprint.Routing is { } wanted && queues.TryGetValue(wanted.Queue.Name, out var routing))
            findings.AddRange(
                RoutingRules.Of(
                    routing,
                    blueprint
                        .Sources.Select(source => queues.GetValueOrDefault(source.Queue.Name))
                        .OfType<QueueDefinition>()
                )
            );
        findings.AddRange(TimeRules.Of(settings));
        findings.AddRange(await CheckTableAsync(blueprint, cancellation));
        return findings;
    }

    private async Task<IEnumerable<Finding>> CheckTableAsync(Blueprint blueprint, CancellationToken cancellation)
    {
        var name = blueprint.Table.Name;
        try
        {
            return await aws.Tables.DescribeAsync(name, cancellation) is { } found
                ? TableRules.Of(blueprint, found)
                :
                [
                    new Finding(
                        Severity.Error,
                        name,
                        $"The table '{name}' does not exist in region {aws.Tables.Region}: create it with 'loopworker provision', or correct LoopWorker:Table:Name."
                    ),
                ];
        }
        catch (TableException exception) when (!exception.IsTransient)
        {
            return [new Finding(Severity.Error, name, exception.Message)];
        }
    }
}
