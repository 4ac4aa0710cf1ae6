using LoopWorker.Loop.Users;

namespace LoopWorker.Loop.Events.Types.Vaults;

/// <summary>Yields of a vault: told to users who want it, and nothing else.</summary>
public sealed class VaultYieldType : VaultEventType<VaultYield>
{
    public const string WireName = "loop.vault.yield.v1";

    /// <summary>The kind of notification that tells of it.</summary>
    public const string Notification = "yield";

    private VaultYieldType() { }

    public static VaultYieldType Instance { get; } = new();

    public override string Name => WireName;

    protected override VaultYield Make(string id, string userPubkey, ulong amount, DateTimeOffset occurredAt) =>
        new(id, userPubkey, amount, occurredAt);

    public override string EntryNameOf(VaultYield vaultYield) => "yield";

    public override string SummaryOf(VaultYield vaultYield, ulong amount) => $"Yield of {Cred.Of(amount)}";

    public override IReadOnlyList<string> NotificationKindsOf(VaultYield vaultYield, UserPreferences preferences) =>
        preferences.Notifications.OnYield ? [Notification] : [];
}
