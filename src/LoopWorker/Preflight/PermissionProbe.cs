using LoopWorker.Configuration;
using LoopWorker.Core;
using LoopWorker.Loop.Deciding;
using LoopWorker.Provisioning;
using LoopWorker.Queues;
using LoopWorker.Queues.Messages;
using LoopWorker.Tables;
using LoopWorker.Tables.Conditions;
using LoopWorker.Tables.Requests;
using LoopWorker.Tables.Values;

namespace LoopWorker.Preflight;

/// <summary>
/// Finds permissions that are missing before a message is received, by calls that cannot take effect: a message that SQS refuses,
/// a receipt handle that it never gave, writes whose condition cannot hold. A denial comes before any of these reasons. What has been
/// allowed is not asked again.
/// </summary>
/// <remarks>
/// What it cannot find: a receive that is denied, which hides no message, and the key of a queue that is only sent to, which SQS does not
/// use for a message that it refuses. The first send finds it, and waits.
/// </remarks>
/// <param name="settings">What the worker is to do.</param>
/// <param name="queueService">Knows the queues.</param>
/// <param name="table">The table.</param>
/// <param name="randomness">Makes the token of the transaction.</param>
public sealed class PermissionProbe(
    LoopWorkerSettings settings,
    IQueueService queueService,
    ITable table,
    Randomness randomness
)
{
    private const string NoReceiptHandle = "loopworker-check";

    // Refused for its character by SQS, for its delay by emulators that look at no characters, and by FIFO queues for want of a group too.
    private static readonly OutgoingMessage NoMessage = new("loopworker check \u0001")
    {
        Delay = QueueLimits.MaximumDelay + TimeSpan.FromSeconds(1),
    };

    private static readonly ItemKey NoItem = new("CHECK#loopworker", "PERMISSIONS");
    private static readonly Condition Impossible = Condition.NoItem & Condition.ItemExists;

    private static readonly AttributeChange NoChange = new AttributeChange.Remove("nothing");

    private readonly HashSet<string> _allowed = [];

    /// <summary>One finding for each call that is denied.</summary>
    /// <exception cref="QueueException">If SQS cannot be reached for now, or throttles.</exception>
    /// <exception cref="TableException">If DynamoDB cannot be reached for now, or throttles.</exception>
    public async Task<IReadOnlyList<Finding>> RunAsync(CancellationToken cancellation)
    {
        var blueprint = Blueprint.Of(settings);
        var findings = new List<Finding>();
        foreach (var received in blueprint.Received)
        {
            var queue = received.Queue.Name;
            await ProbeAsync(queue, "hide", () => HideAsync(queue, cancellation));
            await ProbeAsync(queue, "delete", () => DeleteAsync(queue, cancellation));
        }
        foreach (var queue in SentTo(blueprint).Distinct(StringComparer.Ordinal))
            await ProbeAsync(queue, "send", () => SendAsync(queue, cancellation));
        foreach (var (name, call) in CallsOfTable(cancellation))
            await ProbeAsync(table.Name, name, call);
        return findings;

        async Task ProbeAsync(string subject, string call, Func<Task> probe)
        {
            if (_allowed.Contains($"{subject}/{call}"))
                return;
            try
            {
                await probe();
                _allowed.Add($"{subject}/{call}");
            }
            catch (Exception exception)
                when (exception is QueueException { NeedsOperator: true } or TableException { NeedsOperator: true })
            {
                findings.Add(new Finding(Severity.Error, subject, exception.Message));
            }
            catch (Exception exception)
                when (exception is QueueException { IsTransient: false } or TableException { IsTransient: false })
            {
                // Refused for what cannot be, so allowed.
                _allowed.Add($"{subject}/{call}");
            }
        }
    }

    private static IEnumerable<string> SentTo(Blueprint blueprint) =>
        [
            .. blueprint.Received.Select(received => received.DeadLetters.Name),
            .. blueprint.Routing is { } routing ? [routing.Queue.Name] : Array.Empty<string>(),
            blueprint.Notifications.Name,
        ];

    private async Task HideAsync(string name, CancellationToken cancellation)
    {
        var queue = await queueService.OpenAsync(name, cancellation);
        await queue.ChangeVisibilityAsync([new VisibilityChange(NoReceiptHandle, TimeSpan.Zero)], cancellation);
    }

    private async Task DeleteAsync(string name, CancellationToken cancellation)
    {
        var queue = await queueService.OpenAsync(name, cancellation);
        await queue.DeleteAsync([NoReceiptHandle], cancellation);
    }

    private async Task SendAsync(string name, CancellationToken cancellation)
    {
        var queue = await queueService.OpenAsync(name, cancellation);
        var outcome = (await queue.SendAsync([NoMessage], cancellation))[0];
        if (outcome.Error is { IsDenied: true } error)
            throw new QueueException(
                error.Code,
                $"The queue '{name}' refuses messages ({error.Code}): {error.Message}"
            );
    }

    private IEnumerable<(string Name, Func<Task> Call)> CallsOfTable(CancellationToken cancellation) =>
        [
            ("transact", () => table.TransactAsync(Writes(), randomness.NextId(), cancellation)),
            // The only call of the worker's that takes no conditions: it removes an item that is not there.
            ("write", () => table.WriteManyAsync([new Delete(NoItem)], cancellation)),
            ("read", () => table.GetManyAsync([NoItem], Consistency.Eventual, cancellation)),
            ("query", () => table.QueryAsync(new Query(NoItem.Partition), cancellation)),
        ];

    private Write[] Writes() =>
        [
            new Put(new Item(NoItem), Impossible),
            new Delete(NoItem with { Sort = "PERMISSIONS#DELETE" }, Impossible),
            // Only a worker that parks purchases checks what it does not write.
            .. settings.Capture.UnknownCard == UnknownCardPolicy.Park
                ? [new Check(NoItem with { Sort = "PERMISSIONS#CHECK" }, Impossible)]
                : Array.Empty<Write>(),
            // Only one that counts captures changes single attributes.
            .. settings.Capture.CountPerMerchant
                ? [new Update(NoItem with { Sort = "PERMISSIONS#UPDATE" }, [NoChange], Impossible)]
                : Array.Empty<Write>(),
        ];
}
