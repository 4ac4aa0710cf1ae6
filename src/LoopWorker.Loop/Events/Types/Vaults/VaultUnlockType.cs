using LoopWorker.Loop.Users;

namespace LoopWorker.Loop.Events.Types.Vaults;

/// <summary>Unlocks of a vault: told to users who want it, and nothing else.</summary>
public sealed class VaultUnlockType : VaultEventType<VaultUnlock>
{
    public const string WireName = "loop.vault.unlock.v1";

    /// <summary>The kind of notification that tells of it.</summary>
    public const string Notification = "unlock";

    private VaultUnlockType() { }

    public static VaultUnlockType Instance { get; } = new();

    public override string Name => WireName;

    protected override VaultUnlock Make(string id, string userPubkey, ulong amount, DateTimeOffset occurredAt) =>
        new(id, userPubkey, amount, occurredAt);

    public override string EntryNameOf(VaultUnlock unlock) => "unlock";

    public override string SummaryOf(VaultUnlock unlock, ulong amount) => $"Unlocked {Cred.Of(amount)}";

    public override IReadOnlyList<string> NotificationKindsOf(VaultUnlock unlock, UserPreferences preferences) =>
        preferences.Notifications.OnUnlock ? [Notification] : [];
}
