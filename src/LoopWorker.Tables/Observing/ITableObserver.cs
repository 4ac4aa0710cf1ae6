using LoopWorker.Tables.Capacity;

namespace LoopWorker.Tables.Observing;

/// <summary>Is told of every call to the tables that are observed. Calls come from many threads at once, and must not throw.</summary>
public interface ITableObserver
{
    /// <summary>A call is about to be made. Exactly one report of it follows.</summary>
    void OnCalling(in TableCallStart call) { }

    /// <summary>A call has ended, one way or another.</summary>
    void OnCall(in TableCallReport report);
}

/// <summary>A call that is about to be made.</summary>
/// <param name="Table">The table's name.</param>
/// <param name="Operation">One of <see cref="TableOperations"/>.</param>
/// <param name="Items">How many items it names; 0 for a query or a scan.</param>
/// <param name="StartedAt">When, as a timestamp of the clock that the call is timed by.</param>
public readonly record struct TableCallStart(string Table, string Operation, int Items, long StartedAt);

/// <summary>What a call came to.</summary>
/// <param name="Call">The call.</param>
/// <param name="Duration">How long it took, with all of its attempts.</param>
/// <param name="Capacity">What it cost, as far as the table has said.</param>
/// <param name="Outcome">How it ended.</param>
/// <param name="Error">
/// One of <see cref="TableErrors"/>, another of DynamoDB's names, one of its names for what cancels a transaction, or the name of an
/// exception's type; null if nothing went wrong. A call that was answered may have one: <see cref="TableErrors.ConditionFailed"/>.
/// </param>
public readonly record struct TableCallReport(
    TableCallStart Call,
    TimeSpan Duration,
    ConsumedCapacity Capacity,
    TableCallOutcome Outcome,
    string? Error
);
