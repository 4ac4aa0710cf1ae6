using LoopWorker.Loop.State;
using LoopWorker.Loop.Storage;
using LoopWorker.Tables.Values;

namespace LoopWorker.Operations.Tests.Support;

/// <summary>Items as agents leave them.</summary>
internal static class Stored
{
    public const string SecretKey = "session-secret";

    /// <summary>A session of 10 actions, 3 of which are used.</summary>
    public static Item Session(string user, long expiresAt) =>
        SessionItems
            .Write(
                user,
                new SessionKeyData
                {
                    KeyPubkey = SecretKey,
                    VaultPubkey = "vault",
                    Scopes = ["capture"],
                    ExpiresAt = expiresAt,
                    CreatedAt = 1_700_000_000,
                    MaxActions = 10,
                    ActionsUsed = 3,
                }
            )
            .With(Attributes.TimeToLive, expiresAt);

    /// <summary>A card that is linked without being listed.</summary>
    public static Item Card(string fingerprint, string user) =>
        Item.Of(
            Keys.Card(fingerprint),
            (Attributes.Fingerprint, fingerprint),
            (Attributes.UserPubkey, user),
            (Attributes.CardLast4, "4242"),
            (Attributes.LinkedAt, 1_700_000_000)
        );
}
