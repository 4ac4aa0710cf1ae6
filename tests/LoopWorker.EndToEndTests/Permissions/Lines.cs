using System.Globalization;

namespace LoopWorker.EndToEndTests.Permissions;

/// <summary>Lines for <c>send</c>, dated now.</summary>
internal static class Lines
{
    private static readonly string Now = DateTimeOffset.UtcNow.ToString(
        "yyyy-MM-ddTHH:mm:ssZ",
        CultureInfo.InvariantCulture
    );

    public static string Card(string fingerprint, string user) =>
        $$$"""{"type":"loop.card.link.v1","data":{"card_fingerprint":"{{{fingerprint}}}","user_pubkey":"{{{user}}}","card_last4":"4242"}}""";

    /// <summary>The user wants to be told of everything.</summary>
    public static string Wishes(string user) =>
        $$$"""{"type":"loop.preferences.v1","data":{"user_pubkey":"{{{user}}}","preferences":{"auto_stake":true,"notifications":{"on_capture":true,"on_stake":true,"on_yield":true,"on_unlock":true,"min_notify_amount":0} } } }""";

    public static string Sale(string id, string fingerprint, int cents = 500) =>
        $$$"""{"type":"loop.pos.transaction.v1","data":{"transaction_id":"{{{id}}}","processor":"square","merchant_id":"m1","amount_cents":{{{cents}}},"card_fingerprint":"{{{fingerprint}}}","occurred_at":"{{{Now}}}"}}""";

    public static string Crossing(string id, string user, string transition) =>
        $$$"""{"type":"loop.geofence.crossing.v1","data":{"event_id":"{{{id}}}","user_pubkey":"{{{user}}}","merchant_id":"m1","transition":"{{{transition}}}","latitude":1,"longitude":2,"accuracy_m":3,"occurred_at":"{{{Now}}}"}}""";

    public static string Yield(string id, string user, int amount = 5) => Vault("yield", id, user, amount);

    public static string Unlock(string id, string user) => Vault("unlock", id, user, 5);

    private static string Vault(string kind, string id, string user, int amount) =>
        $$$"""{"type":"loop.vault.{{{kind}}}.v1","data":{"event_id":"{{{id}}}","user_pubkey":"{{{user}}}","amount":{{{amount}}},"occurred_at":"{{{Now}}}"}}""";

    /// <summary>Sends lines, those too that become dead letters.</summary>
    /// <param name="run">Runs a command.</param>
    /// <param name="lines">The lines.</param>
    /// <param name="options">Further options.</param>
    public static Task SendAsync(Func<string[], Task> run, IEnumerable<string> lines, params string[] options) =>
        WithFileAsync(lines, file => run(["send", file, "--as-is", .. options]));

    /// <summary>Does something with a file of lines.</summary>
    public static async Task WithFileAsync(IEnumerable<string> lines, Func<string, Task> use)
    {
        var file = Path.GetTempFileName();
        try
        {
            await File.WriteAllLinesAsync(file, lines);
            await use(file);
        }
        finally
        {
            File.Delete(file);
        }
    }
}
