namespace LoopWorker.Terminal;

/// <summary>Asks the person at the terminal.</summary>
public static class Prompt
{
    /// <summary>Asks, and waits for a line.</summary>
    /// <param name="question">Written to standard error, without a line's end.</param>
    /// <param name="input">Where the answer comes from.</param>
    /// <param name="cancellation">Stops waiting, also while a terminal is read, which by itself nothing stops.</param>
    /// <returns>The answer; null at the end of the input.</returns>
    /// <exception cref="OperationCanceledException">If it was stopped.</exception>
    public static async Task<string?> AskAsync(string question, TextReader input, CancellationToken cancellation)
    {
        await Console.Error.WriteAsync(question.AsMemory(), cancellation);
        var answer = new TaskCompletionSource<string?>(TaskCreationOptions.RunContinuationsAsynchronously);
        new Thread(Read) { IsBackground = true }.Start();
        return await answer.Task.WaitAsync(cancellation);

        void Read()
        {
            try
            {
                answer.SetResult(input.ReadLine());
            }
            catch (IOException exception)
            {
                answer.SetException(exception);
            }
        }
    }
}
