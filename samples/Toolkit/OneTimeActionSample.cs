using LoopWorker.Core;
using LoopWorker.Tables;
using LoopWorker.Tables.Patterns.OneTime;

namespace LoopWorker.Samples.Toolkit;

/// <summary>Every user gets the monthly notice once, though the job that sends it is started again and again.</summary>
internal static class OneTimeActionSample
{
    private const string Notice = "monthly-notice.2026-03";

    public static async Task RunAsync(ITable table, Action<string> print, CancellationToken cancellation)
    {
        var notices = new OneTimeActions(table, Randomness.Unseeded(), TimeProvider.System);
        var isMailDown = true;

        for (var run = 1; run <= 3; run++)
        {
            try
            {
                var sent = await notices.DoOnceAsync("user-7", Notice, SendAsync, cancellation: cancellation);
                print($"Run {run}: {sent.State}, response: {sent.Response ?? "none"}");
            }
            catch (IOException exception)
            {
                print($"Run {run}: {exception.Message} It may be tried again.");
                isMailDown = false;
            }
        }

        // For a user who has got it in another way.
        await notices.MarkDoneAsync("user-8", Notice, cancellation);
        var done = await notices.HaveAlreadyDoneAsync("user-8", Notice, cancellation);
        print($"The other user has got it: {done is not null}");
        await notices.ClearAsync("user-8", Notice, cancellation);
        var again = await notices.DoOnceAsync("user-8", Notice, SendAsync, cancellation: cancellation);
        print($"Once that is forgotten, it is sent: {again.DidAction}");

        async Task<string> SendAsync(CancellationToken token) =>
            isMailDown ? throw new IOException("The mail server does not answer.") : "accepted";
    }
}
