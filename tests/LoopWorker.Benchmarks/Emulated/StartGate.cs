using LoopWorker.Testing.Aws;

namespace LoopWorker.Benchmarks.Emulated;

/// <summary>
/// Tells workers that there are no messages until all of them are up. Otherwise the first would have its hands full before the last has
/// started, and what is counted would depend on how long a start takes.
/// </summary>
internal sealed class StartGate
{
    private static readonly TimeSpan Poll = TimeSpan.FromMilliseconds(200);

    private readonly TaskCompletionSource _opened = new(TaskCreationOptions.RunContinuationsAsynchronously);

    public void Open() => _opened.SetResult();

    public async Task<ScriptedAnswer> PassAsync(ScriptedRequest request, Forward forward)
    {
        if (request.Operation == "ReceiveMessage" && !await IsOpenAsync())
            return new ScriptedAnswer("{}");
        return await forward();
    }

    private async Task<bool> IsOpenAsync()
    {
        await Task.WhenAny(_opened.Task, Task.Delay(Poll, TimeProvider.System));
        return _opened.Task.IsCompleted;
    }
}
