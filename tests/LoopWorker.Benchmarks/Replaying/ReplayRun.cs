using LoopWorker.Core;
using LoopWorker.Messages.Reading;
using LoopWorker.Messages.Types.Vaults;
using LoopWorker.Operations;
using LoopWorker.Operations.Auditing;
using LoopWorker.Operations.DeadLetters;
using LoopWorker.Operations.DeadLetters.Replaying;
using LoopWorker.Queues;
using LoopWorker.Queues.Messages;
using LoopWorker.Queues.Sqs;
using LoopWorker.Testing;
using LoopWorker.Testing.Aws;
using Deployment = LoopWorker.Testing.Aws.Deployment;

namespace LoopWorker.Benchmarks.Replaying;

/// <summary>Two ways to bring dead letters back, by the same client on the same queues.</summary>
internal sealed class ReplayRun : IAsyncDisposable
{
    private readonly Endpoints _endpoints;
    private readonly Deployment _deployment;
    private readonly ForwardingProxy? _proxy;
    private readonly SqsQueueService _queues;

    private ReplayRun(Endpoints endpoints, bool counts)
    {
        _endpoints = endpoints;
        _deployment = new Deployment(endpoints);
        _proxy = counts ? new ForwardingProxy(endpoints.Sqs) : null;
        _queues = AwsClients.Queues(_proxy is null ? endpoints : endpoints with { Sqs = _proxy.Uri });
    }

    /// <param name="endpoints">The emulators.</param>
    /// <param name="counts">Whether calls are counted, by a proxy that takes its time.</param>
    public static async Task<ReplayRun> PrepareAsync(Endpoints endpoints, bool counts)
    {
        var run = new ReplayRun(endpoints, counts);
        await run._deployment.ProvisionAsync();
        return run;
    }

    /// <summary>Receive, send, delete: as a script does it that knows no batches.</summary>
    public Task<ReplayFigure> OneByOneAsync(int letters) =>
        MeasureAsync(
            letters,
            async () =>
            {
                var (from, to) = (await OpenAsync(_deployment.DeadLetters), await OpenAsync(_deployment.Events));
                while (await from.ReceiveAsync(new() { MaxMessages = 1 }, CancellationToken.None) is [var message])
                {
                    await to.SendAsync([new(message.Body) { Attributes = message.Attributes }], CancellationToken.None);
                    await from.DeleteAsync([message.ReceiptHandle], CancellationToken.None);
                }
            }
        );

    /// <summary>As <c>dlq replay</c> does it, with its lock and its record.</summary>
    public Task<ReplayFigure> ReplayAsync(int letters) =>
        MeasureAsync(
            letters,
            async () =>
            {
                using var tables = AwsClients.Tables(_endpoints);
                var ports = new OperationPorts(
                    tables.Open(_deployment.Table),
                    _queues,
                    new EventReader(),
                    static (_, _) => null,
                    Randomness.Unseeded(),
                    TimeProvider.System
                );
                var queue = new DeadLetterQueue(_deployment.DeadLetters, [new(_deployment.Events, DefaultType: null)]);
                await new Replay(queue, ports, new()).RunAsync(
                    new(),
                    new Operator("benchmark", "here"),
                    progress: null,
                    CancellationToken.None
                );
            }
        );

    public async ValueTask DisposeAsync()
    {
        await _queues.DisposeAsync();
        if (_proxy is not null)
            await _proxy.DisposeAsync();
    }

    private async Task<ReplayFigure> MeasureAsync(int letters, Func<Task> replay)
    {
        await (await OpenAsync(_deployment.Events)).PurgeAsync(CancellationToken.None);
        var queue = await OpenAsync(_deployment.DeadLetters);
        foreach (var batch in Enumerable.Range(0, letters).Select(MessageOf).Chunk(QueueLimits.BatchEntries))
            await queue.SendAsync(batch, CancellationToken.None);
        var (begun, used, calls) = (
            TimeProvider.System.GetTimestamp(),
            Environment.CpuUsage.TotalTime,
            _proxy?.TotalCalls
        );
        await replay();
        var took = TimeProvider.System.GetElapsedTime(begun);
        used = Environment.CpuUsage.TotalTime - used;
        var moved = (await (await OpenAsync(_deployment.Events)).GetDepthAsync(CancellationToken.None)).Total;
        return moved == letters
            ? new ReplayFigure(
                letters / took.TotalSeconds,
                used / letters,
                (double)((_proxy?.TotalCalls - calls) ?? 0) / letters
            )
            : throw new InvalidOperationException($"{moved} of {letters} letters were replayed.");
    }

    private Task<IQueue> OpenAsync(string name) => _queues.OpenAsync(name, CancellationToken.None);

    private static OutgoingMessage MessageOf(int i) =>
        new(
            EventMessage.Of(
                new VaultYield($"y{i}", $"u{i}", 2_000_000_000, TimeProvider.System.GetUtcNow()),
                $"ce-{i}",
                "/benchmark"
            )
        );
}
