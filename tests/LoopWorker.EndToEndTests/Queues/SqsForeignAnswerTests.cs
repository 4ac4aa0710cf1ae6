using LoopWorker.EndToEndTests.Environment;
using LoopWorker.Queues;
using LoopWorker.Queues.Messages;

namespace LoopWorker.EndToEndTests.Queues;

/// <summary>Answers that no SQS gives, but a proxy or a captive portal may: the call fails, whatever they say.</summary>
public sealed class SqsForeignAnswerTests
{
    private static readonly TimeSpan Soon = TimeSpan.FromSeconds(20);

    public static TheoryData<int, string> Answers { get; } = ForeignAnswers.ByStatus();

    [Theory]
    [MemberData(nameof(Answers))]
    public async Task A_call_fails_whatever_something_else_answers(int status, string body)
    {
        await using var endpoint = SqsScript.Start(_ => new ScriptedAnswer(body, status) { IsForeign = true });
        await using var service = SqsEngine.ServiceAt(endpoint.Uri, options => options with { Attempts = 1 });
        var queue = await service.OpenAsync("q", CancellationToken.None);
        Func<Task>[] calls =
        [
            () => queue.ReceiveAsync(new ReceiveRequest(), CancellationToken.None),
            () => queue.SendAsync([new("a")], CancellationToken.None),
            () => queue.DeleteAsync(["h"], CancellationToken.None),
            () => queue.ChangeVisibilityAsync([new("h", TimeSpan.Zero)], CancellationToken.None),
            () => queue.PurgeAsync(CancellationToken.None),
            () => queue.GetDepthAsync(CancellationToken.None),
        ];
        foreach (var call in calls)
        {
            var ended = await Record.ExceptionAsync(() => Task.Run(call).WaitAsync(Soon));
            var failure = Assert.IsType<QueueException>(ended);
            if (status == 200)
            {
                Assert.Equal((QueueErrors.InternalError, true), (failure.Code, failure.IsTransient));
                Assert.Contains("is something between?", failure.Message, StringComparison.Ordinal);
            }
        }
    }
}
