using LoopWorker.Tables.Capacity;
using LoopWorker.Tables.Conditions;
using LoopWorker.Tables.InMemory;
using LoopWorker.Tables.Observing;
using LoopWorker.Tables.Requests;
using LoopWorker.Tables.Results;
using LoopWorker.Tables.Values;
using LoopWorker.Testing;

namespace LoopWorker.Tables.Tests.Observing;

public sealed class ObservedTableTests
{
    private static readonly ItemKey Key = new("USER#a", "CONTEXT");
    private static readonly Put Conditional = new(new Item(Key), Condition.NoItem);

    private readonly InMemoryTable _bare = new(
        new TableDefinition("loop", null, new IndexDefinition("ByFingerprint", "fingerprint")),
        TimeProvider.System
    );

    private readonly Recorder _recorder = new();

    [Fact]
    public async Task Each_call_is_announced_and_reported_with_what_it_cost()
    {
        var table = Observed(_bare);
        await table.GetAsync(Key, Consistency.Strong, default);
        await table.GetManyAsync([Key, Key with { Sort = "LOCATION" }], Consistency.Strong, default);
        await table.PutAsync(Conditional, default);
        await table.UpdateAsync(new Update(Key, []), default);
        await table.DeleteAsync(new Delete(Key), default);
        await table.QueryAsync(new Query("USER#a"), default);
        await table.QueryAsync(new IndexQuery("ByFingerprint", "1"), default);
        await table.ScanAsync(new Scan(), default);
        await table.WriteManyAsync([new Delete(Key)], default);
        await table.InsertManyAsync([new Item(Key)], default);
        await table.TransactAsync([new Delete(Key)], "token", default);

        Assert.Equal(
            [
                (TableOperations.GetItem, 1, 1, 0),
                (TableOperations.BatchGetItem, 2, 2, 0),
                (TableOperations.PutItem, 1, 0, 1),
                (TableOperations.UpdateItem, 1, 0, 1),
                (TableOperations.DeleteItem, 1, 0, 1),
                (TableOperations.Query, 0, 0.5, 0),
                (TableOperations.Query, 0, 0.5, 0),
                (TableOperations.Scan, 0, 0.5, 0),
                (TableOperations.BatchWriteItem, 1, 0, 1),
                (TableOperations.BatchExecuteStatement, 1, 0, 1),
                (TableOperations.TransactWriteItems, 1, 0, 2),
            ],
            _recorder.Reports.Select(report =>
                (report.Call.Operation, report.Call.Items, report.Capacity.ReadUnits, report.Capacity.WriteUnits)
            )
        );
        Assert.All(_recorder.Reports, report => Assert.Equal(TableCallOutcome.Answered, report.Outcome));
        Assert.All(_recorder.Reports, report => Assert.Null(report.Error));
        Assert.All(_recorder.Reports, report => Assert.Equal("loop", report.Call.Table));
        Assert.Equal(_recorder.Reports.Select(report => report.Call), _recorder.Starts);
    }

    [Theory]
    [InlineData(TableErrors.Throttled, TableCallOutcome.Throttled)]
    [InlineData(TableErrors.KeyRangeThroughputExceeded, TableCallOutcome.Throttled)]
    [InlineData(TableErrors.RequestLimitExceeded, TableCallOutcome.Throttled)]
    [InlineData(TableErrors.Throttling, TableCallOutcome.Throttled)]
    [InlineData(TableErrors.TransactionConflict, TableCallOutcome.Conflict)]
    [InlineData(TableErrors.TransactionInProgress, TableCallOutcome.Conflict)]
    [InlineData(TableErrors.ReplicatedWriteConflict, TableCallOutcome.Conflict)]
    [InlineData(TableErrors.Unreachable, TableCallOutcome.Unavailable)]
    [InlineData(TableErrors.TimedOut, TableCallOutcome.Unavailable)]
    [InlineData(TableErrors.CredentialsDelayed, TableCallOutcome.Unavailable)]
    [InlineData(TableErrors.ServiceUnavailable, TableCallOutcome.Unavailable)]
    [InlineData(TableErrors.InternalServerError, TableCallOutcome.Unavailable)]
    [InlineData(TableErrors.AccessDenied, TableCallOutcome.Failed)]
    public async Task A_call_that_throws_is_reported_by_what_its_error_says(string code, TableCallOutcome outcome)
    {
        var table = Observed(_bare.Before<TableCall.Get>(_ => throw new TableException(code, "refused")));
        await Assert.ThrowsAsync<TableException>(() => table.GetAsync(Key, Consistency.Strong, default));
        AssertLast(outcome, code);
    }

    [Fact]
    public async Task A_condition_that_does_not_hold_is_an_answer_and_has_a_name()
    {
        var table = Observed(_bare);
        await table.PutAsync(Conditional, default);
        await table.PutAsync(Conditional, default);
        AssertLast(TableCallOutcome.Answered, TableErrors.ConditionFailed);
        Assert.Equal(new ConsumedCapacity(0, 1), _recorder.Reports[^1].Capacity);

        await table.TransactAsync([Conditional], "token", default);
        AssertLast(TableCallOutcome.Answered, TableErrors.ConditionFailed);
    }

    [Theory]
    [InlineData(CancellationCode.Throttled, TableCallOutcome.Throttled, "ThrottlingError")]
    [InlineData(CancellationCode.Conflict, TableCallOutcome.Conflict, "TransactionConflict")]
    [InlineData(CancellationCode.Invalid, TableCallOutcome.Failed, "ValidationError")]
    [InlineData(CancellationCode.Other, TableCallOutcome.Failed, "Other")]
    public async Task A_cancelled_transaction_is_reported_by_the_most_telling_of_its_reasons(
        CancellationCode code,
        TableCallOutcome outcome,
        string error
    )
    {
        CancellationReason[] reasons = [CancellationReason.None, new(CancellationCode.ConditionFailed), new(code)];
        var table = Observed(
            _bare.On<TableCall.Transact, TransactionResult>(
                (_, _) => Task.FromResult(new TransactionResult(reasons, default))
            )
        );
        await table.TransactAsync([new Delete(Key)], "token", default);
        AssertLast(outcome, error);
    }

    [Fact]
    public async Task A_call_is_announced_before_it_is_made_and_one_that_its_caller_gives_up_is_abandoned()
    {
        var never = new TaskCompletionSource();
        using var stop = new CancellationTokenSource();
        var table = Observed(_bare.Before<TableCall.Get>(_ => never.Task.WaitAsync(stop.Token)));
        var getting = table.GetAsync(Key, Consistency.Strong, stop.Token);
        Assert.Equal((1, 0), (_recorder.Starts.Count, _recorder.Reports.Count));

        await stop.CancelAsync();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => getting);
        AssertLast(TableCallOutcome.Abandoned, nameof(OperationCanceledException));
    }

    private ObservedTable Observed(ITable table) => new(table, TimeProvider.System, _recorder);

    private void AssertLast(TableCallOutcome outcome, string error) =>
        Assert.Equal((outcome, error), (_recorder.Reports[^1].Outcome, _recorder.Reports[^1].Error));

    private sealed class Recorder : ITableObserver
    {
        public List<TableCallStart> Starts { get; } = [];

        public List<TableCallReport> Reports { get; } = [];

        public void OnCalling(in TableCallStart call) => Starts.Add(call);

        public void OnCall(in TableCallReport report) => Reports.Add(report);
    }
}
