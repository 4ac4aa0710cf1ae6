using LoopWorker.EndToEndTests.Environment;
using LoopWorker.Loop.State;
using LoopWorker.Loop.Storage;
using LoopWorker.Tables.Requests;
using LoopWorker.Tables.Values;

namespace LoopWorker.EndToEndTests.Permissions;

/// <summary>Items that only agents leave in the table.</summary>
internal static class AgentItems
{
    public const string SecretKey = "session-secret";

    /// <summary>A card that is linked without being listed among its user's.</summary>
    public static Item Card(string fingerprint, string user) =>
        Item.Of(
            Keys.Card(fingerprint),
            (Attributes.Fingerprint, fingerprint),
            (Attributes.UserPubkey, user),
            (Attributes.CardLast4, "4242"),
            (Attributes.LinkedAt, DateTimeOffset.UtcNow.ToUnixTimeSeconds())
        );

    /// <summary>A session for an hour.</summary>
    public static Item Session(string user)
    {
        var now = DateTimeOffset.UtcNow.ToUnixTimeSeconds();
        var session = new SessionKeyData
        {
            KeyPubkey = SecretKey,
            VaultPubkey = "vault",
            Scopes = ["capture"],
            ExpiresAt = now + 3600,
            CreatedAt = now,
            MaxActions = 10,
            ActionsUsed = 3,
        };
        return SessionItems.Write(user, session).With(Attributes.TimeToLive, now + 3600);
    }

    public static async Task PutAsync(Deployment deployment, params IEnumerable<Item> items)
    {
        using var tables = AwsClients.Tables(SharedEndpoints.Current);
        foreach (var item in items)
            await tables.Open(deployment.Table).PutAsync(new Put(item), CancellationToken.None);
    }
}
