using LoopWorker.Loop.Events;
using LoopWorker.Loop.Failures;

namespace LoopWorker.Loop.Deciding;

/// <summary>What an event is worth, in lamports.</summary>
public static class Amounts
{
    /// <summary>The amount, or the failure that it cannot be told in 64 bits.</summary>
    public static (ulong Amount, Failure? Failure) Of(LoopEvent occurrence, ulong lamportsPerCent)
    {
        switch (occurrence)
        {
            case PosTransaction sale:
                var lamports = (UInt128)sale.AmountCents * lamportsPerCent;
                return lamports <= ulong.MaxValue
                    ? ((ulong)lamports, null)
                    : (
                        0,
                        new Failure(
                            FailureCodes.AmountOverflow,
                            $"amount_cents times {lamportsPerCent} lamports a cent is more than 64 bits hold. "
                                + "Send a smaller amount or set Capture:CredLamportsPerCent lower."
                        )
                    );
            case VaultYield yield:
                return (yield.Amount, null);
            case VaultUnlock unlock:
                return (unlock.Amount, null);
            default:
                return (0, null);
        }
    }
}
