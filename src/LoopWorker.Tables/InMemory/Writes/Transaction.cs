using LoopWorker.Tables.Capacity;
using LoopWorker.Tables.Requests;
using LoopWorker.Tables.Results;

namespace LoopWorker.Tables.InMemory.Writes;

/// <summary>What the decisions on single writes come to when all of them or none may take place.</summary>
/// <remarks>
/// Source: Amazon DynamoDB Developer Guide, "Amazon DynamoDB Transactions: How it works" (capacity management, idempotency).
/// What a cancelled transaction costs is not published. Here each of its writes costs what it would cost alone, twice:
/// every one was prepared, and the price errs on the dear side.
/// </remarks>
internal static class Transaction
{
    /// <summary>The result, with the price on the table; indexes follow on their own, at the simple price.</summary>
    public static TransactionResult Decide(ReadOnlySpan<WriteDecision> decisions)
    {
        var units = 0.0;
        var isCancelled = false;
        foreach (var decision in decisions)
        {
            units += CapacityRules.TransactionFactor * decision.Units;
            isCancelled |= decision.Verdict != WriteVerdict.Allowed;
        }
        return new TransactionResult(isCancelled ? Reasons(decisions) : [], new(ReadUnits: 0, units));
    }

    /// <summary>The result of a transaction whose token is known already: it costs a transactional read of each item.</summary>
    public static TransactionResult Repeat(ReadOnlySpan<WriteDecision> decisions, bool isSame)
    {
        if (!isSame)
            throw new TableException(
                TableErrors.IdempotentParameterMismatch,
                "The idempotency token was used with other writes less than ten minutes ago: give each transaction a token of its own"
            );
        var units = 0.0;
        foreach (var decision in decisions)
            units +=
                CapacityRules.TransactionFactor * CapacityRules.Read(decision.Before?.Size ?? 0, Consistency.Strong);
        return new TransactionResult([], new(units, WriteUnits: 0));
    }

    private static CancellationReason[] Reasons(ReadOnlySpan<WriteDecision> decisions)
    {
        var reasons = new CancellationReason[decisions.Length];
        for (var i = 0; i < reasons.Length; i++)
            reasons[i] = decisions[i].Verdict switch
            {
                WriteVerdict.ConditionFailed => new(CancellationCode.ConditionFailed, decisions[i].Before),
                WriteVerdict.Invalid => new(CancellationCode.Invalid, Message: decisions[i].Fault),
                _ => CancellationReason.None,
            };
        return reasons;
    }
}
