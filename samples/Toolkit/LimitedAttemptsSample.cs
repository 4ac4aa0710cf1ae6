using LoopWorker.Core;
using LoopWorker.Tables;
using LoopWorker.Tables.Patterns.Attempts;
using LoopWorker.Tables.Patterns.Partitioned;

namespace LoopWorker.Samples.Toolkit;

/// <summary>A caller has three tries for the support PIN in a quarter of an hour.</summary>
internal static class LimitedAttemptsSample
{
    private static readonly AttemptLimit Limit = new(attempts: 3, validity: TimeSpan.FromMinutes(15));

    public static async Task RunAsync(ITable table, Action<string> print, CancellationToken cancellation)
    {
        var attempts = new LimitedAttempts(table, Randomness.Unseeded(), TimeProvider.System);

        await CallAsync("user-7", "0000", "4711");
        await CallAsync("user-8", "1111", "2222", "3333", "4711");

        async Task CallAsync(string user, params string[] pins)
        {
            var key = new CompoundKey(user, "attempts", "support-pin");
            try
            {
                foreach (var pin in pins)
                {
                    // Before the PIN is looked at, so that nobody gets a try for nothing.
                    var attempt = await attempts.AttemptAsync(key, Limit, context: "by phone", cancellation);
                    var isRight = pin == "4711";
                    print($"{user}, attempt {attempt.Number} {attempt.Context}: {(isRight ? "right" : "wrong")}");
                    if (isRight)
                        await attempt.ClearAsync();
                }
            }
            catch (AttemptsException exception)
            {
                print($"{user} has to wait {exception.TimeToWait.TotalMinutes:0} minutes");
            }
        }
    }
}
