using LoopWorker.Core;
using LoopWorker.Core.Telemetry;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;

namespace LoopWorker.Ecs;

/// <summary>
/// Keeps the task protected from scale-in while messages are in hand. The worker never waits for it: where the agent fails, the task is
/// not protected, and nothing else changes.
/// </summary>
/// <remarks>
/// Registered before the worker, so that it is stopped after it. From the signal to stop on it asks for no more, and when the worker has
/// drained, it releases the task.
/// </remarks>
/// <param name="rules">Say when to ask for what.</param>
/// <param name="protection">Is asked.</param>
/// <param name="messages">Knows whether messages are in hand.</param>
/// <param name="lifetime">Tells when the worker is to stop.</param>
/// <param name="randomness">Jitter.</param>
/// <param name="time">The clock.</param>
/// <param name="logger">Told once when ECS does not do as asked, and once when it does again.</param>
public sealed partial class TaskProtection(
    ProtectionRules rules,
    IScaleInProtection protection,
    InHandWatch messages,
    IHostApplicationLifetime lifetime,
    Randomness randomness,
    TimeProvider time,
    ILogger<TaskProtection> logger
) : IHostedService
{
    /// <summary>How often it looks whether messages are in hand.</summary>
    public static readonly TimeSpan BetweenLooks = TimeSpan.FromSeconds(1);

    /// <summary>How long it waits for an answer: the agent itself gives ECS four seconds.</summary>
    public static readonly TimeSpan Patience = TimeSpan.FromSeconds(5);

    /// <summary>How long it waits when the worker has ended.</summary>
    public static readonly TimeSpan PatienceAtTheEnd = TimeSpan.FromSeconds(1);

    private ProtectionState _state;
    private bool _isFailing;
    private Task _watching = Task.CompletedTask;

    public Task StartAsync(CancellationToken cancellationToken)
    {
        _watching = WatchAsync(lifetime.ApplicationStopping);
        return Task.CompletedTask;
    }

    public async Task StopAsync(CancellationToken cancellationToken)
    {
        await _watching;
        if (ProtectionRules.MayBeProtected(_state, Now))
            await AskAsync(ProtectionStep.Release, PatienceAtTheEnd, cancellationToken);
    }

    private TimeSpan Now => time.GetElapsedTime(0);

    private async Task WatchAsync(CancellationToken stop)
    {
        try
        {
            while (true)
            {
                await LookAsync(stop);
                await Task.Delay(BetweenLooks, time, stop);
            }
        }
        catch (OperationCanceledException) when (stop.IsCancellationRequested)
        {
            // What is held is released when the worker has drained.
        }
    }

    private Task LookAsync(CancellationToken stop)
    {
        var inHand = messages.Look();
        if (inHand)
            _state = _state with { InHandAt = Now };
        var step = rules.Next(_state, inHand, Now);
        return step == ProtectionStep.Leave ? Task.CompletedTask : AskAsync(step, Patience, stop);
    }

    private async Task AskAsync(ProtectionStep step, TimeSpan patience, CancellationToken stop)
    {
        var before = _state;
        var askedAt = Now;
        TimeSpan? lease = step == ProtectionStep.Release ? null : rules.Lease;
        var reason = await protection.AskAsync(lease, patience, stop);
        var chance = randomness.NextFraction();
        _state = reason is null
            ? rules.AfterSuccess(before, step, askedAt, Now, chance)
            : rules.AfterFailure(before, step, Now, chance);
        if (reason is null)
            Tell(step, before.Failures);
        // A call that the stop has cut short is no failure of the agent's.
        else if (!_isFailing && !stop.IsCancellationRequested)
        {
            _isFailing = true;
            Failed(step, reason);
        }
    }

    private void Tell(ProtectionStep done, int failures)
    {
        Done(done, rules.Lease);
        if (_isFailing)
            Works(failures);
        _isFailing = false;
    }

    [LoggerMessage(
        EventIds.ProtectionFailed,
        LogLevel.Warning,
        "Scale-in protection of this task: {Step} failed ({Reason}). Events are processed all the same; it is tried again, and what is protected ceases to be when its lease is over."
    )]
    private partial void Failed(ProtectionStep step, string reason);

    [LoggerMessage(
        EventIds.ProtectionWorks,
        LogLevel.Information,
        "Scale-in protection of this task works again, after {Failures} calls that failed."
    )]
    private partial void Works(int failures);

    [LoggerMessage(
        EventIds.ProtectionAsked,
        LogLevel.Debug,
        "Scale-in protection of this task: {Step} done, with a lease of {Lease}."
    )]
    private partial void Done(ProtectionStep step, TimeSpan lease);
}
