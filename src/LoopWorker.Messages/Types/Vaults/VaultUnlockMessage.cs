namespace LoopWorker.Messages.Types.Vaults;

/// <summary>The message of an unlock.</summary>
public sealed class VaultUnlockMessage : VaultMessage<VaultUnlock>
{
    public const string WireName = "loop.vault.unlock.v1";

    private VaultUnlockMessage() { }

    public static VaultUnlockMessage Instance { get; } = new();

    public override string Name => WireName;

    protected override VaultUnlock Make(string id, string userPubkey, ulong amount, DateTimeOffset occurredAt) =>
        new(id, userPubkey, amount, occurredAt);
}
