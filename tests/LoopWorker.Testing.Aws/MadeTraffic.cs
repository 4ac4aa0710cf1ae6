using System.Text.Json;
using LoopWorker.Demo;

namespace LoopWorker.Testing.Aws;

/// <summary>Made users and messages, with the count of what must come of them.</summary>
public sealed class MadeTraffic
{
    public MadeTraffic(int events, int users, double duplicates = 0.1, double bad = 0, int seed = 7)
    {
        var maker = new MessageMaker(
            new DemoOptions(events, users, duplicates, Unknown: 0.01, bad, Conflicts: 0, Seed: seed, Backlog: 0),
            TimeProvider.System
        );
        Users = maker.Users;
        Messages = [.. maker.Make()];
        foreach (var message in Messages)
            Expected.Add(message);
    }

    public IReadOnlyList<MadeUser> Users { get; }

    public IReadOnlyList<MadeMessage> Messages { get; }

    public ExpectedState Expected { get; } = new();

    /// <summary>Lines for <c>send</c> that link the users' cards and say what they want.</summary>
    public IEnumerable<string> SetupLines() =>
        Users.SelectMany(user =>
            new[]
            {
                $$$"""{"type":"loop.card.link.v1","data":{"card_fingerprint":"{{{user.Fingerprint}}}","user_pubkey":"{{{user.Pubkey}}}","card_last4":"{{{user.Last4}}}"}}""",
                $$$"""{"type":"loop.preferences.v1","data":{"user_pubkey":"{{{user.Pubkey}}}","preferences":{{{Preferences(user)}}}}}""",
            }
        );

    private static string Preferences(MadeUser user)
    {
        var wanted = user.Preferences.Notifications;
        return JsonSerializer.Serialize(
            new
            {
                auto_stake = user.Preferences.AutoStake,
                notifications = new
                {
                    on_capture = wanted.OnCapture,
                    on_stake = wanted.OnStake,
                    on_yield = wanted.OnYield,
                    on_unlock = wanted.OnUnlock,
                    min_notify_amount = wanted.MinNotifyAmount,
                },
            }
        );
    }
}
