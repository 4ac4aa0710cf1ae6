using System.Collections.Concurrent;
using LoopWorker.Core;
using LoopWorker.Tables;
using LoopWorker.Tables.Patterns.OneTime;

namespace LoopWorker.Benchmarks.Toolkit;

/// <summary><see cref="OneTimeActions"/>.</summary>
internal sealed class OurActions(ITable table) : IActionLibrary
{
    private readonly ConcurrentDictionary<int, OneTimeActions> _actions = new();
    private readonly ConcurrentDictionary<string, (TaskCompletionSource Begun, TaskCompletionSource Opened)> _gates =
        new();

    public async Task<ActionOutcome> DoOnceAsync(int caller, string key, ActionWork work)
    {
        try
        {
            var result = await ActionsOf(caller).DoOnceAsync("user", key, token => DoAsync(work, token));
            return result.State switch
            {
                OneTimeState.Done => ActionOutcome.Done,
                OneTimeState.AlreadyDone => ActionOutcome.AlreadyDone,
                _ => ActionOutcome.UnderWay,
            };
        }
        catch (NotSupportedException)
        {
            return ActionOutcome.Failed;
        }
    }

    public Task BegunAsync(string gate) => GateOf(gate).Begun.Task;

    public Task OpenAsync(string gate)
    {
        GateOf(gate).Opened.SetResult();
        return Task.CompletedTask;
    }

    private async Task<int> DoAsync(ActionWork work, CancellationToken cancellation)
    {
        if (work.Gate is { } gate)
        {
            GateOf(gate).Begun.SetResult();
            await GateOf(gate).Opened.Task.WaitAsync(cancellation);
        }
        await Task.Delay(work.Lasts, TimeProvider.System, cancellation);
        return work.Fails ? throw new NotSupportedException("As asked.") : 1;
    }

    private (TaskCompletionSource Begun, TaskCompletionSource Opened) GateOf(string gate) =>
        _gates.GetOrAdd(gate, _ => (New(), New()));

    private static TaskCompletionSource New() => new(TaskCreationOptions.RunContinuationsAsynchronously);

    private OneTimeActions ActionsOf(int caller) =>
        _actions.GetOrAdd(
            caller,
            _ => new OneTimeActions(
                table,
                Randomness.Unseeded(),
                TimeProvider.System,
                new OneTimeOptions { Lease = IActionLibrary.Lease }
            )
        );
}
