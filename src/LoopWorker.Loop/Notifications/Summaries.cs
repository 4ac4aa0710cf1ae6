using System.Globalization;
using LoopWorker.Loop.Events;

namespace LoopWorker.Loop.Notifications;

/// <summary>What happened, in a few words for people.</summary>
public static class Summaries
{
    private const decimal LamportsPerCred = 1_000_000_000m;

    /// <param name="occurrence">The event.</param>
    /// <param name="amount">Its amount in lamports; of no matter for a crossing.</param>
    public static string Of(LoopEvent occurrence, ulong amount) =>
        occurrence switch
        {
            PosTransaction sale =>
                $"Captured {Cred(amount)} from {Money(sale)} at {sale.MerchantName ?? sale.MerchantId}",
            GeofenceCrossing { Transition: Transition.Enter } crossing => $"Arrived at {crossing.MerchantId}",
            GeofenceCrossing { Transition: Transition.Dwell } crossing => $"Stayed at {crossing.MerchantId}",
            GeofenceCrossing crossing => $"Left {crossing.MerchantId}",
            VaultYield => $"Yield of {Cred(amount)}",
            VaultUnlock => $"Unlocked {Cred(amount)}",
            _ => occurrence.Type,
        };

    public static string Staked(ulong amount) => $"{Cred(amount)} set aside for staking";

    private static string Cred(ulong lamports) =>
        string.Create(CultureInfo.InvariantCulture, $"{lamports / LamportsPerCred:0.#########} Cred");

    // In hundredths of the currency, as amount_cents says, whatever the currency's own minor unit.
    private static string Money(PosTransaction sale) =>
        string.Create(CultureInfo.InvariantCulture, $"{sale.AmountCents / 100m:0.00} {sale.Currency}");
}
