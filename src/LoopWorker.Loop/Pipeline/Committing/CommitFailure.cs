using LoopWorker.Loop.Failures;
using LoopWorker.Tables;

namespace LoopWorker.Loop.Pipeline.Committing;

/// <summary>Why a transaction did not take place, besides what its answer has put right already.</summary>
/// <param name="Kind">What is to be done about it.</param>
/// <param name="Reason">For people.</param>
public sealed record CommitFailure(CommitFailureKind Kind, string Reason)
{
    /// <summary>One of <see cref="RetryReasons"/>.</summary>
    public string Code =>
        Kind switch
        {
            CommitFailureKind.Conflict => RetryReasons.KeptChanging,
            CommitFailureKind.HotKey => RetryReasons.HotPartition,
            CommitFailureKind.Unavailable => RetryReasons.TableUnavailable,
            _ => RetryReasons.TableRefused,
        };

    public static CommitFailure Of(TableException exception) =>
        new(
            exception.Code switch
            {
                TableErrors.KeyRangeThroughputExceeded => CommitFailureKind.HotKey,
                TableErrors.TransactionConflict or TableErrors.TransactionInProgress => CommitFailureKind.Conflict,
                _ when exception.IsTransient => CommitFailureKind.Unavailable,
                _ => CommitFailureKind.Refused,
            },
            exception.Reason
        );
}

public enum CommitFailureKind
{
    /// <summary>Others had an item in hand: fewer users together, after a pause.</summary>
    Conflict,

    /// <summary>The table throttles or does not answer: fewer transactions, the same again later.</summary>
    Unavailable,

    /// <summary>One user's partition is over its throughput, and the answer does not say whose: split until it is found.</summary>
    HotKey,

    /// <summary>Something in it cannot be written: split until it is found.</summary>
    Refused,
}
