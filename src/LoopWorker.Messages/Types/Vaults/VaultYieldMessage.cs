namespace LoopWorker.Messages.Types.Vaults;

/// <summary>The message of a vault's yield.</summary>
public sealed class VaultYieldMessage : VaultMessage<VaultYield>
{
    public const string WireName = "loop.vault.yield.v1";

    private VaultYieldMessage() { }

    public static VaultYieldMessage Instance { get; } = new();

    public override string Name => WireName;

    protected override VaultYield Make(string id, string userPubkey, ulong amount, DateTimeOffset occurredAt) =>
        new(id, userPubkey, amount, occurredAt);
}
