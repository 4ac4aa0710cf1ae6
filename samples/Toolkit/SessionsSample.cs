using LoopWorker.Core;
using LoopWorker.Loop.State;
using LoopWorker.Tables;

namespace LoopWorker.Samples.Toolkit;

/// <summary>A user lets an agent act with a session key for an hour, three times at most.</summary>
internal static class SessionsSample
{
    public static async Task RunAsync(ITable table, Action<string> print, CancellationToken cancellation)
    {
        var time = TimeProvider.System;
        var sessions = new Sessions(table, new StateOptions(), Randomness.Unseeded(), time);
        var now = time.GetUtcNow().ToUnixTimeSeconds();
        var key = new SessionKeyData
        {
            KeyPubkey = "key-of-the-agent",
            VaultPubkey = "vault-of-anna",
            Scopes = ["stake", "claim"],
            CreatedAt = now,
            ExpiresAt = now + 3600,
            MaxActions = 3,
            ActionsUsed = 0,
        };
        await sessions.StoreAsync("anna", key, cancellation);
        print($"It may: {string.Join(", ", (await sessions.GetAsync("anna", cancellation))!.Scopes)}");

        // Each is counted before it is done, and however many ask at once, no more are allowed than it has.
        var uses = await Task.WhenAll(Enumerable.Range(0, 5).Select(_ => sessions.UseAsync("anna", cancellation)));
        foreach (var outcome in uses.CountBy(use => use.Outcome).OrderBy(outcome => outcome.Key))
            print($"{outcome.Key}: {outcome.Value} of {uses.Length}");

        await sessions.InvalidateAsync("anna", cancellation);
        print($"When the user has taken it back: {(await sessions.UseAsync("anna", cancellation)).Outcome}");
    }
}
