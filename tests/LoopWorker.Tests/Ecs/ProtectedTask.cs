using LoopWorker.Core;
using LoopWorker.Ecs;
using LoopWorker.Queues.Observing;
using LoopWorker.Queues.Pump.Settling;
using LoopWorker.Testing;
using LoopWorker.VirtualTime;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;

namespace LoopWorker.Tests.Ecs;

/// <summary>The protection of a task, with a lease of ten minutes, in virtual time.</summary>
internal sealed class ProtectedTask : IHostApplicationLifetime, IDisposable
{
    public static readonly TimeSpan Lease = TimeSpan.FromMinutes(10);

    private readonly CancellationTokenSource _stopping = new();
    private readonly InHandWatch _messages = new();
    private readonly ListLogger<TaskProtection> _logger = new(LogLevel.Information);
    private readonly VirtualClock _clock;
    private readonly TaskProtection _protection;

    public ProtectedTask(VirtualClock clock)
    {
        _clock = clock;
        Agent = new MadeAgent(clock);
        _protection = new TaskProtection(
            new ProtectionRules(Lease),
            Agent,
            _messages,
            this,
            Randomness.Seeded(1),
            clock,
            _logger
        );
    }

    public MadeAgent Agent { get; }

    public IReadOnlyList<(int Event, string Text)> Lines => _logger.Lines;

    /// <summary>What the agent was asked, in its order: whether to protect.</summary>
    public IEnumerable<bool> Asked => Agent.Asked.Select(asked => asked.Lease is not null);

    public CancellationToken ApplicationStarted => CancellationToken.None;

    public CancellationToken ApplicationStopping => _stopping.Token;

    public CancellationToken ApplicationStopped => CancellationToken.None;

    public static void Run(Func<ProtectedTask, Task> work) =>
        VirtualTimeScheduler.Run(
            DateTimeOffset.UnixEpoch,
            async clock =>
            {
                using var task = new ProtectedTask(clock);
                await task._protection.StartAsync(CancellationToken.None);
                await work(task);
                await task.StopAsync(drain: TimeSpan.Zero);
            }
        );

    public void Receive(int messages) => Report(QueueOperations.ReceiveMessage, messages);

    /// <summary>As a worker sends notifications and deletes messages.</summary>
    public void DoOther(int messages)
    {
        Report(QueueOperations.SendMessageBatch, messages);
        Report(QueueOperations.DeleteMessageBatch, messages);
    }

    public void Settle(int messages)
    {
        for (var i = 0; i < messages; i++)
            _messages.OnSettled(new Settlement.Release(null!), Settled.Released);
    }

    public Task PassAsync(TimeSpan time) => Task.Delay(time, _clock);

    /// <summary>The signal, the drain of the worker, and what comes after it.</summary>
    /// <returns>How long the last took.</returns>
    public async Task<TimeSpan> StopAsync(TimeSpan drain)
    {
        StopApplication();
        await PassAsync(drain);
        var drained = _clock.Elapsed;
        await _protection.StopAsync(CancellationToken.None);
        return _clock.Elapsed - drained;
    }

    public void StopApplication() => _stopping.Cancel();

    public void Dispose() => _stopping.Dispose();

    private void Report(string operation, int messages) =>
        _messages.OnCall(
            new QueueCallReport(
                new QueueCallStart("events", operation, messages, TimeSpan.Zero, 0),
                TimeSpan.Zero,
                messages,
                QueueCallOutcome.Answered,
                null
            )
        );
}
