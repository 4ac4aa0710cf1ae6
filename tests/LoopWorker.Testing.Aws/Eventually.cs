namespace LoopWorker.Testing.Aws;

/// <summary>Waits for what must come about, but for no certain time.</summary>
public static class Eventually
{
    /// <summary>What has not come about after so long never will. A busy machine takes minutes for what else takes seconds.</summary>
    public static readonly TimeSpan Patience = TimeSpan.FromMinutes(5);

    private static readonly TimeSpan BetweenLooks = TimeSpan.FromMilliseconds(50);

    /// <summary>Waits until the condition holds; for <see cref="Patience"/> at most.</summary>
    /// <param name="condition">What is waited for.</param>
    /// <param name="otherwise">What is to be said if it never holds.</param>
    /// <exception cref="TimeoutException">If it does not hold in time.</exception>
    public static async Task HoldsAsync(Func<Task<bool>> condition, string otherwise)
    {
        var begun = TimeProvider.System.GetTimestamp();
        while (!await condition())
        {
            if (TimeProvider.System.GetElapsedTime(begun) > Patience)
                throw new TimeoutException(otherwise);
            await Task.Delay(BetweenLooks, TimeProvider.System);
        }
    }

    /// <inheritdoc cref="HoldsAsync(Func{Task{bool}}, string)"/>
    public static Task HoldsAsync(Func<bool> condition, string otherwise) =>
        HoldsAsync(() => Task.FromResult(condition()), otherwise);
}
