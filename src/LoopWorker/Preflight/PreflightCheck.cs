using LoopWorker.Configuration;
using LoopWorker.Provisioning;
using LoopWorker.Queues;
using LoopWorker.Queues.Sqs;
using LoopWorker.Tables;
using LoopWorker.Tables.DynamoDb.Provisioning;

namespace LoopWorker.Preflight;

/// <summary>
/// Checks what the settings alone do not show: the actual queues and table. Changes nothing. What it has read it does not ask for again:
/// a check that failed for a passing reason, when it is run once more, goes on where it stopped.
/// </summary>
/// <param name="settings">What must be there.</param>
/// <param name="queueService">Knows the queues.</param>
/// <param name="tables">Knows the table.</param>
/// <param name="permissions">Asks what the worker may do; null to only read.</param>
/// <param name="advises">Whether to ask as well for what only advice depends on, and no start.</param>
public sealed class PreflightCheck(
    LoopWorkerSettings settings,
    IQueueService queueService,
    ITableDescriber tables,
    PermissionProbe? permissions,
    bool advises
)
{
    private readonly Dictionary<string, QueueDefinition> _queues = [];
    private TableDescription? _table;

    /// <summary>All findings, reported together.</summary>
    /// <exception cref="QueueException">If SQS cannot be reached for now, or throttles.</exception>
    /// <exception cref="TableException">If DynamoDB cannot be reached for now, or throttles.</exception>
    public async Task<IReadOnlyList<Finding>> RunAsync(CancellationToken cancellation)
    {
        var blueprint = Blueprint.Of(settings);
        var findings = new List<Finding>();
        foreach (var name in blueprint.Queues.Select(queue => queue.Name))
            try
            {
                // To open a queue that has been opened before takes no call.
                var queue = await queueService.OpenAsync(name, cancellation);
                if (blueprint.IsReceivedOrDeadLetters(name) && !_queues.ContainsKey(name))
                    _queues.Add(name, await queue.DescribeAsync(cancellation));
            }
            catch (QueueException exception) when (!exception.IsTransient)
            {
                findings.Add(new Finding(Severity.Error, name, exception.Message));
            }
        foreach (var received in blueprint.Received)
            if (
                _queues.TryGetValue(received.Queue.Name, out var queue)
                && _queues.TryGetValue(received.DeadLetters.Name, out var deadLetters)
            )
                findings.AddRange(QueueRules.Of(received, queue, deadLetters));
        if (blueprint.Routing is { } wanted && _queues.TryGetValue(wanted.Queue.Name, out var routing))
            findings.AddRange(
                RoutingRules.Of(
                    routing,
                    blueprint
                        .Sources.Select(source => _queues.GetValueOrDefault(source.Queue.Name))
                        .OfType<QueueDefinition>()
                )
            );
        findings.AddRange(TimeRules.Of(settings));
        findings.AddRange(HostRules.Of(SqsQueueService.ComparesChecksums));
        findings.AddRange(await CheckTableAsync(blueprint, cancellation));
        // Of what is not there, nothing more can be said.
        if (permissions is not null && findings.TrueForAll(finding => finding.Severity != Severity.Error))
            findings.AddRange(await permissions.RunAsync(cancellation));
        return findings;
    }

    private async Task<IEnumerable<Finding>> CheckTableAsync(Blueprint blueprint, CancellationToken cancellation)
    {
        var name = blueprint.Table.Name;
        try
        {
            _table ??= await tables.DescribeAsync(name, withRecovery: advises, cancellation);
            return _table is not null
                ? TableRules.Of(blueprint, _table)
                :
                [
                    new Finding(
                        Severity.Error,
                        name,
                        $"The table '{name}' does not exist in region {tables.Region}: create it with 'loopworker provision', or correct LoopWorker:Table:Name."
                    ),
                ];
        }
        catch (TableException exception) when (!exception.IsTransient)
        {
            return [new Finding(Severity.Error, name, exception.Message)];
        }
    }
}
