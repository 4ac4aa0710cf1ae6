using System.Text;
using System.Text.Json;
using LoopWorker.EndToEndTests.Environment;

namespace LoopWorker.EndToEndTests.Permissions;

/// <summary>What those do who mend dead letters: each of their commands, in each of its ways that takes calls of its own.</summary>
internal static class DeadLetterWork
{
    private static readonly string[] Moves = ["StartMessageMoveTask", "ListMessageMoveTasks", "CancelMessageMoveTask"];

    public static async Task DoAsync(GuardedDeployment guarded)
    {
        var deployment = guarded.Deployment;
        await deployment.ProvisionAsync();
        // In one message group.
        await Lines.SendAsync(
            arguments => deployment.RunAsync(arguments),
            [
                Lines.Yield("y1", "u1", amount: -1),
                Lines.Yield("y2", "u1", amount: -1),
                Lines.Yield("y3", "u1", amount: -1),
            ]
        );
        await deployment.RunAsync("run", "--until-drained");
        await guarded.RunAsync("dlq", "list");
        await guarded.RunAsync("dlq", "replay", "--id", "y2");
        await guarded.RunAsync("dlq", "purge", "--id", "y3", "--no-export", "--yes");
        await guarded.RunAsync("dlq", "history");
        await MoveAsync(guarded);
    }

    // No emulator moves anything, so what SQS answers is written here. While a move is under way, the lock of the queue is held.
    private static async Task MoveAsync(GuardedDeployment guarded)
    {
        var guard = guarded.Sqs.Instead;
        guarded.Sqs.Instead = request =>
            guard(request) ?? (Moves.Contains(request.Operation) ? UnderWay(request) : null);
        await using var move = WorkerProgram.Start(guarded.Environment, "dlq", "replay", "--native");
        await Eventually.HoldsAsync(
            () => move.HasEnded || guarded.Sqs.Calls.ContainsKey("ListMessageMoveTasks"),
            "The move was not looked at."
        );
        var other = await WorkerProgram.RunAsync(guarded.Environment, "dlq", "replay");
        Assert.Contains("is at work on", other.Error, StringComparison.Ordinal);
        Assert.Equal("Interrupted.", (await move.StopAsync()).Error.Split('\n')[^1]);
        Assert.Contains("CancelMessageMoveTask", guarded.Sqs.Calls.Keys);
    }

    private static ScriptedAnswer UnderWay(ScriptedRequest request)
    {
        if (request.Operation == "CancelMessageMoveTask")
            return new ScriptedAnswer("{}");
        var source = JsonDocument.Parse(request.Body).RootElement.GetProperty("SourceArn").GetString();
        var handle = Convert.ToBase64String(Encoding.UTF8.GetBytes($$"""{"taskId":"1","sourceArn":"{{source}}"}"""));
        return new ScriptedAnswer(
            request.Operation == "StartMessageMoveTask"
                ? $$"""{"TaskHandle":"{{handle}}"}"""
                : $$"""{"Results":[{"TaskHandle":"{{handle}}","Status":"RUNNING"}]}"""
        );
    }
}
