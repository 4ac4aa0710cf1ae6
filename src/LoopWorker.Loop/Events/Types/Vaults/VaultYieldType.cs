using LoopWorker.Loop.Users;
using LoopWorker.Messages.Types;
using LoopWorker.Messages.Types.Vaults;

namespace LoopWorker.Loop.Events.Types.Vaults;

/// <summary>Yields of a vault: told to users who want it, and nothing else.</summary>
public sealed class VaultYieldType : VaultEventType<VaultYield>
{
    /// <summary>The kind of notification that tells of it.</summary>
    public const string Notification = "yield";

    private VaultYieldType() { }

    public static VaultYieldType Instance { get; } = new();

    public override MessageType<VaultYield> WireType => VaultYieldMessage.Instance;

    public override string EntryNameOf(VaultYield vaultYield) => "yield";

    public override string SummaryOf(VaultYield vaultYield, ulong amount) => $"Yield of {Cred.Of(amount)}";

    public override IReadOnlyList<string> NotificationKindsOf(VaultYield vaultYield, UserPreferences preferences) =>
        preferences.Notifications.OnYield ? [Notification] : [];
}
