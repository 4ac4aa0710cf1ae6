using LoopWorker.EndToEndTests.Environment;
using LoopWorker.Tables;
using LoopWorker.Tables.Requests;
using LoopWorker.Tables.Values;

namespace LoopWorker.EndToEndTests.Tables.Failures;

/// <summary>Answers that no DynamoDB gives, but a proxy may: the call fails, whatever they say.</summary>
public sealed class ForeignAnswerTests
{
    private static readonly TimeSpan Soon = TimeSpan.FromSeconds(20);

    public static TheoryData<int, string> Answers { get; } = ForeignAnswers.ByStatus();

    [Theory]
    [MemberData(nameof(Answers))]
    public async Task A_call_fails_whatever_something_else_answers(int status, string body)
    {
        await using var scripted = new ScriptedTable(
            _ => new ScriptedAnswer(body, status) { IsForeign = true },
            options => options with { Attempts = 1 }
        );
        var table = scripted.Table;
        Func<Task>[] calls =
        [
            () => table.GetAsync(ScriptedTable.User, Consistency.Strong, default),
            () => table.GetManyAsync([ScriptedTable.User], Consistency.Strong, default),
            () => table.PutAsync(new Put(new Item(ScriptedTable.User)), default),
            () => table.TransactAsync([new Put(new Item(ScriptedTable.User))], "token", default),
            () => table.WriteManyAsync([new Put(new Item(ScriptedTable.User))], default),
            () => table.QueryAsync(new Query("p"), default),
        ];
        foreach (var call in calls)
        {
            var ended = await Record.ExceptionAsync(() => Task.Run(call).WaitAsync(Soon));
            var failure = Assert.IsType<TableException>(ended);
            if (status == 200)
                Assert.Equal((TableErrors.Unreachable, true), (failure.Code, failure.IsTransient));
        }
    }
}
