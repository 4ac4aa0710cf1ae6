using Spectre.Console;

namespace LoopWorker.Terminal;

/// <summary>Shows progress on standard error: a bar on a terminal, elsewhere an occasional plain line.</summary>
public static class ProgressDisplay
{
    private const int PlainLines = 10;

    /// <param name="title">What is counted.</param>
    /// <param name="total">How many there will be.</param>
    /// <param name="work">Does the work and reports now and then how many are done.</param>
    /// <param name="minimum">Below this total, no progress is shown: the work is done too soon.</param>
    public static async Task<T> RunAsync<T>(
        string title,
        long total,
        Func<Action<long>, Task<T>> work,
        long minimum = 0
    )
    {
        if (total < minimum)
            return await work(_ => { });
        if (Console.IsErrorRedirected)
            return await work(PlainLine(title, total));
        return await Output
            .Error.Progress()
            .AutoClear(enabled: true)
            .Columns(
                new TaskDescriptionColumn(),
                new ProgressBarColumn(),
                new PercentageColumn(),
                new RateColumn(),
                new RemainingTimeColumn()
            )
            .StartAsync(context =>
            {
                var task = context.AddTask(title, maxValue: total);
                return work(done => task.Value = done);
            });
    }

    private static Action<long> PlainLine(string title, long total)
    {
        var next = total / PlainLines;
        return done =>
        {
            if (done < next || done == 0)
                return;
            Console.Error.WriteLine($"{title}: {done:N0} of {total:N0}");
            next = Math.Max(done + 1, (done * PlainLines / total + 1) * total / PlainLines);
        };
    }
}
