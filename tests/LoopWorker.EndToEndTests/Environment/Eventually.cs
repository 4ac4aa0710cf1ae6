using System.Diagnostics;

namespace LoopWorker.EndToEndTests.Environment;

/// <summary>Waits for what must come about, but for no certain time.</summary>
public static class Eventually
{
    /// <summary>What has not come about after so long never will. A busy machine takes minutes for what else takes seconds.</summary>
    public static readonly TimeSpan Patience = TimeSpan.FromMinutes(5);

    private static readonly TimeSpan BetweenLooks = TimeSpan.FromMilliseconds(50);

    /// <summary>Waits until the condition holds; once <see cref="Patience"/> is over, the test has failed.</summary>
    /// <param name="condition">What is waited for.</param>
    /// <param name="otherwise">What is to be said if it never holds.</param>
    public static async Task HoldsAsync(Func<Task<bool>> condition, string otherwise)
    {
        for (var waited = Stopwatch.StartNew(); !await condition(); await Task.Delay(BetweenLooks))
            Assert.True(waited.Elapsed < Patience, otherwise);
    }

    /// <inheritdoc cref="HoldsAsync(Func{Task{bool}}, string)"/>
    public static Task HoldsAsync(Func<bool> condition, string otherwise) =>
        HoldsAsync(() => Task.FromResult(condition()), otherwise);
}
