using LoopWorker.Loop.Users;
using LoopWorker.Messages.Types;
using LoopWorker.Messages.Types.Vaults;

namespace LoopWorker.Loop.Events.Types.Vaults;

/// <summary>Unlocks of a vault: told to users who want it, and nothing else.</summary>
public sealed class VaultUnlockType : VaultEventType<VaultUnlock>
{
    /// <summary>The kind of notification that tells of it.</summary>
    public const string Notification = "unlock";

    private VaultUnlockType() { }

    public static VaultUnlockType Instance { get; } = new();

    public override MessageType<VaultUnlock> WireType => VaultUnlockMessage.Instance;

    public override string EntryNameOf(VaultUnlock unlock) => "unlock";

    public override string SummaryOf(VaultUnlock unlock, ulong amount) => $"Unlocked {Cred.Of(amount)}";

    public override IReadOnlyList<string> NotificationKindsOf(VaultUnlock unlock, UserPreferences preferences) =>
        preferences.Notifications.OnUnlock ? [Notification] : [];
}
