using LoopWorker.Tables.Results;

namespace LoopWorker.Tables.Observing;

/// <summary>How a call to a table ended.</summary>
public enum TableCallOutcome
{
    /// <summary>The table did what it was asked, or said which condition did not hold.</summary>
    Answered,

    /// <summary>Another transaction or another region had one of the items in hand.</summary>
    Conflict,

    /// <summary>A partition, the table or the account was over its throughput.</summary>
    Throttled,

    /// <summary>There was no connection, no answer in time, or the service itself was failing.</summary>
    Unavailable,

    /// <summary>Any other error; the same call would mostly fail again.</summary>
    Failed,

    /// <summary>The caller did not want to wait any longer.</summary>
    Abandoned,
}

/// <summary>What errors and reasons say of a call's outcome. Pure.</summary>
internal static class TableCallOutcomes
{
    // The most telling first: one throttled write of many says more than the conditions that did not hold beside it.
    private static readonly (CancellationCode Code, TableCallOutcome Outcome, string Error)[] OfReasons =
    [
        (CancellationCode.Throttled, TableCallOutcome.Throttled, "ThrottlingError"),
        (CancellationCode.Conflict, TableCallOutcome.Conflict, "TransactionConflict"),
        (CancellationCode.Invalid, TableCallOutcome.Failed, "ValidationError"),
        (CancellationCode.Other, TableCallOutcome.Failed, "Other"),
        (CancellationCode.ConditionFailed, TableCallOutcome.Answered, TableErrors.ConditionFailed),
    ];

    public static (TableCallOutcome Outcome, string? Error) Of(TransactionResult result)
    {
        foreach (var (code, outcome, error) in OfReasons)
        {
            foreach (var reason in result.Reasons)
            {
                if (reason.Code == code)
                    return (outcome, error);
            }
        }
        return (TableCallOutcome.Answered, null);
    }

    public static (TableCallOutcome Outcome, string? Error) Of(WriteResult result) =>
        (TableCallOutcome.Answered, result.Succeeded ? null : TableErrors.ConditionFailed);

    public static (TableCallOutcome Outcome, string? Error) Of(Exception exception) =>
        exception switch
        {
            TableException refusal => (Of(refusal.Code), refusal.Code),
            OperationCanceledException => (TableCallOutcome.Abandoned, nameof(OperationCanceledException)),
            _ => (TableCallOutcome.Failed, exception.GetType().Name),
        };

    private static TableCallOutcome Of(string code) =>
        code switch
        {
            TableErrors.TransactionConflict
            or TableErrors.TransactionInProgress
            or TableErrors.ReplicatedWriteConflict => TableCallOutcome.Conflict,
            TableErrors.Throttled
            or TableErrors.KeyRangeThroughputExceeded
            or TableErrors.RequestLimitExceeded
            or TableErrors.Throttling => TableCallOutcome.Throttled,
            TableErrors.InternalServerError
            or TableErrors.ServiceUnavailable
            or TableErrors.CredentialsDelayed
            or TableErrors.Unreachable
            or TableErrors.TimedOut => TableCallOutcome.Unavailable,
            _ => TableCallOutcome.Failed,
        };
}
